# Rails' settings of a database, and what it sets in each session.

require_relative "../answers"
require "logger"
require "yaml"
require "active_record"
require "active_record/database_configurations"
require "active_record/connection_adapters/abstract_mysql_adapter"

RAILS = Running.new("rails", "activerecord", ActiveRecord::VERSION::STRING)

# The wait_timeout of a session, out of the statement that a new connection sends.
def session_wait(hash)
  adapter = ActiveRecord::ConnectionAdapters::AbstractMysqlAdapter.allocate
  sent = nil
  adapter.instance_variable_set(:@config, hash)
  adapter.define_singleton_method(:execute) { |sql, *| sent = sql }
  adapter.define_singleton_method(:quote) { |value| value.to_s }
  adapter.send(:configure_connection)
  sent[/@@SESSION\.`?wait_timeout`? = (\d+)/, 1].to_i
end

def settings(hash)
  config = ActiveRecord::DatabaseConfigurations::HashConfig.new("production", "primary", hash)
  {
    max_open: config.pool,
    max_idle_time: config.idle_timeout || UNLIMITED,
    acquire_timeout: config.checkout_timeout,
    session_wait_timeout: session_wait(config.configuration_hash),
  }
end

def of(*lines)
  text = ["production:", "adapter: mysql2", "database: app", *lines].join("\n  ") + "\n"
  hash = YAML.safe_load(text).fetch("production")
  RAILS.written("database.yml", text, settings(hash.transform_keys(&:to_sym)))
end

RAILS.default(settings({ adapter: "mysql2" }))
of
of "pool: 20", "checkout_timeout: 2", "idle_timeout: 60"
of "idle_timeout: 0"
of "wait_timeout: 600"
of "variables:", "  wait_timeout: 600"
