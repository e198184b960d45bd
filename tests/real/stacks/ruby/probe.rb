# A Ruby stack's probe: `probe.rb STACK CONFIG` obeys the driver's commands (tests/real/README.md). Callers are threads.
#
# What is particular to a library is in `libraries/NAME.rb`, which `stack.json` names as `opens`: `VERSIONS`, those of what is run, and the
# class `Pool`, made of a configuration file: `borrowed`, which gives its block a lambda that runs a statement, and `close`.

require "json"
require_relative "tally"

FOLDER, CONFIG = ARGV
require_relative "libraries/#{JSON.parse(File.read("#{FOLDER}/stack.json")).fetch("opens")}"

class Callers
  def initialize
    @opening = Mutex.new
  end

  # The pool, which the first caller opens.
  def opened
    @opening.synchronize { @pool ||= Pool.new(CONFIG) }
  end

  def ask(tally, caller, sql)
    Thread.new { tally.count(caller) { opened.borrowed { |run| run.call(sql) } } }
  end

  def query(callers, order, sql)
    tally = Tally.new(callers)
    callers.times do |caller|
      tally.start if order == "serial"
      ask(tally, caller, sql)
      # One that hangs is the last.
      break if order == "serial" && !tally.wait(caller)
    end
    tally.wait if order == "parallel"
    tally.answer
  end

  # Each takes a connection, asks one thing of it, and keeps it until `release`.
  def hold(callers)
    tally = Tally.new(callers)
    kept = @kept = Queue.new
    @holders = callers.times.map do |caller|
      Thread.new do
        opened.borrowed do |run|
          run.call("SELECT 1")
          tally.ended(caller)
          kept.pop
        end
      rescue StandardError => error
        tally.ended(caller, error)
      end
    end
    tally.wait
    tally.answer
  end

  def release
    @kept.close
    late = now + LIMIT
    @holders.each { |holder| holder.join([late - now, 0].max) }
    {}
  end

  def close
    tally = Tally.new(1)
    Thread.new { tally.count(0) { opened.close } }
    tally.wait
    tally.answer
  end
end

def say(answer)
  puts JSON.generate(answer)
end

$stdout.sync = true
say(versions: { runtime: "Ruby #{RUBY_VERSION}" }.merge(VERSIONS))
callers = Callers.new
while (line = $stdin.gets)
  command, count, order, sql = line.strip.split(" ", 4)
  say(case command
      when "hold" then callers.hold(Integer(count))
      when "release" then callers.release
      when "query" then callers.query(Integer(count), order, sql)
      when "close" then callers.close
      end)
end
# Callers that hang are left behind.
exit!
