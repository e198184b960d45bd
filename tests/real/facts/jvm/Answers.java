import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a probe says: a line of JSON for each question, as tests/behaviour/facts.rs reads them.
 *
 * <p>Settings go by poolcheck's names: numbers, seconds, switches, or UNLIMITED; or `refused`, whether the library makes no pool.
 */
final class Answers {
    static final String UNLIMITED = "unlimited";

    private final String library;
    private final String name;
    private final String version;

    /** Of the package whose jar this class is in. */
    Answers(String library, String name, Class<?> inside) throws Exception {
        this.library = library;
        this.name = name;
        Path jar = Path.of(inside.getProtectionDomain().getCodeSource().getLocation().toURI());
        this.version = version(jar);
    }

    /** Debian's jar may have a link beside it that has the version in its name. */
    private static String version(Path jar) throws Exception {
        String stem = jar.getFileName().toString().replaceAll("(-[0-9.]+)?\\.jar$", "");
        Pattern versioned = Pattern.compile(Pattern.quote(stem) + "-([0-9.]+)\\.jar");
        try (Stream<Path> beside = Files.list(jar.getParent())) {
            return beside.map(path -> versioned.matcher(path.getFileName().toString())).filter(Matcher::matches)
                    .map(name -> name.group(1)).findFirst().orElse("unknown");
        }
    }

    /** What the library does when nothing is said. */
    void byDefault(Map<String, Object> settings) {
        say("", settings);
    }

    /** What it does with the text of a file, which the real library was given. */
    void written(String file, String text, Map<String, Object> settings) {
        say("\"given\":{\"file\":" + json(file) + ",\"text\":" + json(text) + "},", settings);
    }

    private void say(String given, Map<String, Object> settings) {
        StringBuilder pairs = new StringBuilder();
        for (Map.Entry<String, Object> entry : new TreeMap<>(settings).entrySet()) {
            pairs.append(pairs.length() == 0 ? "" : ",").append(json(entry.getKey())).append(':').append(json(entry.getValue()));
        }
        System.out.println("{\"library\":" + json(library) + ",\"package\":" + json(name) + ",\"version\":" + json(version)
                + "," + given + "\"settings\":{" + pairs + "}}");
    }

    private static String json(Object value) {
        return value instanceof String text
                ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\""
                : value.toString();
    }

    /** A count, or no limit where it is below what the library takes for one. */
    static Object count(long value, long least) {
        return value < least ? UNLIMITED : value;
    }

    /** A time in seconds, or no limit where the library takes it for none. */
    static Object seconds(long time, long inSecond) {
        return time <= 0 ? UNLIMITED : (double) time / inSecond;
    }

    /** The keys of a properties file, without what stands before them. */
    static Properties properties(String text, String prefix) throws Exception {
        Properties all = new Properties();
        all.load(new java.io.StringReader(text));
        Properties own = new Properties();
        all.forEach((key, value) -> {
            if (key.toString().startsWith(prefix)) {
                own.put(key.toString().substring(prefix.length()), value);
            }
        });
        return own;
    }
}
