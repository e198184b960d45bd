import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The callers: threads that start together. */
final class Callers {
    private final Callable<Pool> opens;
    private Pool pool;
    private CountDownLatch giveBack = new CountDownLatch(0);
    private final List<CountDownLatch> returned = new ArrayList<>();

    Callers(Callable<Pool> opens) {
        this.opens = opens;
    }

    /** The pool, which the first caller opens. */
    private synchronized Pool opened() throws Exception {
        if (pool == null) {
            pool = opens.call();
        }
        return pool;
    }

    Tally query(int callers, String order, String sql) throws InterruptedException {
        Pool.Way ask = () -> {
            try (Pool.Taken taken = opened().take()) {
                taken.run(sql);
            }
        };
        return order.equals("parallel") ? together(callers, ask) : oneByOne(callers, ask);
    }

    Tally close() throws InterruptedException {
        return together(1, () -> opened().close());
    }

    private Tally together(int callers, Pool.Way work) throws InterruptedException {
        Tally tally = new Tally(callers);
        CountDownLatch gate = new CountDownLatch(1);
        for (int number = 0; number < callers; number++) {
            int caller = number;
            start(() -> {
                gate.await();
                attempt(tally, caller, work);
            });
        }
        tally.begin();
        gate.countDown();
        return tally.await();
    }

    /** Stops at the first that hangs. */
    private Tally oneByOne(int callers, Pool.Way work) throws InterruptedException {
        Tally tally = new Tally(callers);
        for (int number = 0; number < callers; number++) {
            int caller = number;
            CountDownLatch done = new CountDownLatch(1);
            tally.begin();
            start(() -> {
                attempt(tally, caller, work);
                done.countDown();
            });
            if (!done.await(Tally.LIMIT, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return tally;
    }

    /** Each takes a connection, asks one thing of it, and keeps it until {@link #release}. */
    Tally hold(int callers) throws InterruptedException {
        Tally tally = new Tally(callers);
        CountDownLatch until = giveBack = new CountDownLatch(1);
        returned.clear();
        for (int number = 0; number < callers; number++) {
            int caller = number;
            CountDownLatch done = new CountDownLatch(1);
            returned.add(done);
            start(() -> {
                try (Pool.Taken taken = opened().take()) {
                    taken.run("SELECT 1");
                    tally.ended(caller, null);
                    until.await();
                } catch (Throwable error) {
                    tally.ended(caller, error);
                }
                done.countDown();
            });
        }
        return tally.await();
    }

    String release() throws InterruptedException {
        giveBack.countDown();
        for (CountDownLatch each : returned) {
            each.await(Tally.LIMIT, TimeUnit.MILLISECONDS);
        }
        return "{}";
    }

    private static void start(Pool.Way work) {
        Thread thread = new Thread(() -> {
            try {
                work.go();
            } catch (Exception interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void attempt(Tally tally, int caller, Pool.Way work) {
        try {
            work.go();
            tally.ended(caller, null);
        } catch (Throwable error) {
            tally.ended(caller, error);
        }
    }
}
