# Sequel's pool, and what it sets in each session.

require_relative "../answers"
require "sequel"
require "sequel/adapters/utils/mysql_mysql2"

SEQUEL = Running.new("sequel", "sequel", Sequel.version)

# The real pool over an adapter that stands for the driver's, so that no server is needed.
module Sequel
  def self.connect(options)
    Database.connect(options.merge(adapter: :mock, host: "mysql"))
  end
end

def settings(database)
  database.extend(Sequel::MySQL::MysqlMysql2::DatabaseMethods)
  wait = database.send(:mysql_connection_setting_sqls).join(";")[/wait_timeout\s*=\s*(\d+)/, 1]
  found = {
    max_open: database.pool.max_size,
    acquire_timeout: database.pool.instance_variable_get(:@timeout),
  }
  wait ? found.merge(session_wait_timeout: wait.to_i) : found
end

def of(options)
  text = "require \"sequel\"\nDB = Sequel.connect(adapter: \"mysql2\", host: \"db\", database: \"app\", #{options})\n"
  SEQUEL.written("db.rb", text, settings(eval(text[/Sequel\.connect.*/])))
end

SEQUEL.default(settings(Sequel.connect({})))
of "max_connections: 20, pool_timeout: 9"
of "timeout: 600"
