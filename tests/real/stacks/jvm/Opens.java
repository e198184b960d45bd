/** What is particular to a library: makes a pool of what its configuration file says. */
interface Opens {
    Pool open(Config config) throws Exception;
}
