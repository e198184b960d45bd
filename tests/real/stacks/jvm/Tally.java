import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of the callers of one command: a mark for each, {@code .} ok, {@code x} failed, {@code ?} no answer yet. */
final class Tally {
    static final long LIMIT = (long) (Double.parseDouble(System.getenv("LIMIT")) * 1000);
    /** Causes that are looked through for a driver's code: some refer to one another in a ring. */
    private static final int DEEPEST = 20;

    private final char[] marks;
    private final Map<String, Integer> errors = new LinkedHashMap<>();
    private long longest;
    private long began;

    Tally(int callers) {
        marks = new char[callers];
        Arrays.fill(marks, '?');
        begin();
    }

    /** From now on the callers' time counts. */
    synchronized void begin() {
        began = System.nanoTime();
    }

    synchronized void ended(int caller, Throwable error) {
        longest = Math.max(longest, passed());
        marks[caller] = error == null ? '.' : 'x';
        if (error != null) {
            errors.merge(described(error), 1, Integer::sum);
        }
        notifyAll();
    }

    /** Until all have ended, or their time is up. */
    synchronized Tally await() throws InterruptedException {
        for (long left = LIMIT - passed(); count('?') > 0 && left > 0; left = LIMIT - passed()) {
            wait(left);
        }
        return this;
    }

    synchronized String json() {
        StringBuilder said = new StringBuilder();
        errors.forEach((error, count) -> said.append(said.isEmpty() ? "" : ", ").append("{" + error + ", \"count\": " + count + "}"));
        return "{\"ok\": " + count('.') + ", \"failed\": " + count('x') + ", \"hanging\": " + count('?') + ", \"ms\": "
                + (count('?') > 0 ? LIMIT : longest) + ", \"order\": " + json(new String(marks)) + ", \"errors\": [" + said + "]}";
    }

    private long passed() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private long count(char mark) {
        return new String(marks).chars().filter(one -> one == mark).count();
    }

    /** The class that the caller sees, the code of it or of the driver's error in it, and its words. */
    private static String described(Throwable error) {
        String code = "null";
        Throwable cause = error;
        for (int depth = 0; cause != null && code.equals("null") && depth < DEEPEST; depth++, cause = cause.getCause()) {
            code = code(cause);
        }
        return "\"class\": " + json(error.getClass().getSimpleName()) + ", \"code\": " + code + ", \"text\": "
                + json(String.valueOf(error.getMessage()));
    }

    /** A driver's number, or else its SQLSTATE. */
    private static String code(Throwable error) {
        if (error instanceof SQLException sql) {
            return sql.getErrorCode() != 0 ? String.valueOf(sql.getErrorCode())
                    : sql.getSQLState() != null ? json(sql.getSQLState()) : "null";
        }
        try {
            // Those of R2DBC and Vert.x are not JDBC's, and have the same method.
            int number = (int) error.getClass().getMethod("getErrorCode").invoke(error);
            return number == 0 ? "null" : String.valueOf(number);
        } catch (ReflectiveOperationException | RuntimeException none) {
            return "null";
        }
    }

    static String json(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char one : text.toCharArray()) {
            quoted.append(one == '"' || one == '\\' ? "\\" + one : one < ' ' ? String.format("\\u%04x", (int) one) : String.valueOf(one));
        }
        return quoted.append('"').toString();
    }
}
