require "bigdecimal"
require "sequel"
require "mysql2"

VERSIONS = {
  "sequel" => Sequel.version,
  "mysql2" => Mysql2::VERSION,
  "libmariadb" => Mysql2::Client.info[:version],
}.freeze

class Pool
  def initialize(config)
    load(config)
  end

  def borrowed
    DB.synchronize do
      yield ->(sql) { sql.start_with?("SELECT") ? DB.fetch(sql).all : DB.run(sql) }
    end
  end

  def close
    DB.disconnect
  end
end
