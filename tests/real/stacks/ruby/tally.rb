# What becomes of the callers of one command.

# Seconds that a caller waits before it counts as hanging.
LIMIT = Float(ENV.fetch("LIMIT"))

def now
  Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

# A mark for each caller: `.` ok, `x` failed, `?` no answer yet.
class Tally
  def initialize(callers)
    @marks = "?" * callers
    @errors = Hash.new(0)
    @longest = 0
    @mutex = Mutex.new
    @change = ConditionVariable.new
    start
  end

  # From now on the callers' time counts.
  def start
    @began = now
  end

  def ended(caller, error = nil)
    @mutex.synchronize do
      @longest = [@longest, now - @began].max
      @marks[caller] = error ? "x" : "."
      @errors[described(error)] += 1 if error
      @change.broadcast
    end
  end

  # Counts what becomes of a caller's work.
  def count(caller)
    yield
    ended(caller)
  rescue StandardError => error
    ended(caller, error)
  end

  # Until all have ended, or this one, or their time is up; gives back whether they have.
  def wait(caller = nil)
    open = -> { caller ? @marks[caller] == "?" : @marks.include?("?") }
    @mutex.synchronize do
      while open.call && (left = @began + LIMIT - now) > 0
        @change.wait(@mutex, left)
      end
      !open.call
    end
  end

  def answer
    @mutex.synchronize do
      hanging = @marks.count("?")
      {
        ok: @marks.count("."),
        failed: @marks.count("x"),
        hanging: hanging,
        ms: ((hanging > 0 ? LIMIT : @longest) * 1000).round,
        order: @marks,
        errors: @errors.map { |error, count| error.merge(count: count) },
      }
    end
  end
end

# The class that the caller sees, the code of the driver's error in it, and its words.
def described(error)
  code, inner = nil, error
  while inner && !code
    code = inner.error_number if inner.respond_to?(:error_number)
    inner = inner.respond_to?(:wrapped_exception) && inner.wrapped_exception || inner.cause
  end
  { class: error.class.name, code: code, text: error.message }
end
