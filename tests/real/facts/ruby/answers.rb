# What a probe says: a line of JSON for each question, as tests/behaviour/facts.rs reads them.
#
# Settings go by poolcheck's names: numbers, seconds, switches, or UNLIMITED; or `refused`, whether the library makes no pool of it.

require "json"

UNLIMITED = "unlimited"

# A gem that is run, and poolcheck's name for it.
Running = Struct.new(:library, :package, :version) do
  # What it does when nothing is said.
  def default(settings)
    puts JSON.generate(to_h.merge(settings: settings))
  end

  # What it does with the text of a file, which the real library was given.
  def written(file, text, settings)
    puts JSON.generate(to_h.merge(given: { file: file, text: text }, settings: settings))
  end
end
