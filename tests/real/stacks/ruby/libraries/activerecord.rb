# Rails' pool, with what its `database.yml` says.

require "erb"
require "logger"
require "yaml"
require "active_record"
require "mysql2"

VERSIONS = {
  "activerecord" => ActiveRecord::VERSION::STRING,
  "mysql2" => Mysql2::VERSION,
  "libmariadb" => Mysql2::Client.info[:version],
}.freeze

class Pool
  def initialize(config)
    ActiveRecord::Base.establish_connection(YAML.safe_load(ERB.new(File.read(config)).result).fetch("production"))
  end

  def borrowed
    ActiveRecord::Base.connection_pool.with_connection do |connection|
      yield ->(sql) { sql.start_with?("SELECT") ? connection.select_all(sql) : connection.execute(sql) }
    end
  end

  def close
    ActiveRecord::Base.connection_handler.clear_all_connections!(:all)
  end
end
