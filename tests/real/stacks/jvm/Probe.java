import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * A JVM stack's probe, which obeys the driver's commands (tests/real/README.md): {@code Probe CONFIG}.
 *
 * <p>What is particular to a library is a class in libraries/, which stack.json names as "opens". Callers are threads.
 */
final class Probe {
    private static final PrintStream ANSWERS = System.out;

    private Probe() {}

    public static void main(String[] arguments) throws Exception {
        // Libraries that log do so beside the answers.
        System.setOut(System.err);
        Opens opens = (Opens) Class.forName(System.getProperty("probe.opens")).getDeclaredConstructor().newInstance();
        say("{\"versions\": {\"runtime\": " + Tally.json("Java " + System.getProperty("java.version")) + ", "
                + System.getProperty("probe.versions") + "}}");
        Config config = new Config(Path.of(arguments[0]));
        obey(new Callers(() -> opens.open(config)));
        // Callers that hang are left behind.
        Runtime.getRuntime().halt(0);
    }

    private static void obey(Callers callers) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.strip().split(" ", 4);
            say(switch (words[0]) {
                case "hold" -> callers.hold(Integer.parseInt(words[1])).json();
                case "release" -> callers.release();
                case "query" -> callers.query(Integer.parseInt(words[1]), words[2], words[3]).json();
                case "close" -> callers.close().json();
                default -> throw new IllegalArgumentException(line);
            });
        }
    }

    private static void say(String answer) {
        ANSWERS.println(answer);
        ANSWERS.flush();
    }
}
