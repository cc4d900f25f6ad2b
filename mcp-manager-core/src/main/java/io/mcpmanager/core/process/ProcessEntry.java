package io.mcpmanager.core.process;

/**
 * One process as it was at one moment. A number that the machine does not tell is {@link #UNKNOWN}.
 *
 * @param pid its id
 * @param start when it was started, in units of the table it comes from; with the id it names a process
 * @param parent id of its parent
 * @param group id of its process group
 * @param zombie whether it has ended and only waits to be taken note of
 * @param cpuNanos processor time it has taken
 * @param threads number of its threads
 * @param residentBytes memory it holds
 */
record ProcessEntry(
    long pid,
    long start,
    long parent,
    long group,
    boolean zombie,
    long cpuNanos,
    int threads,
    long residentBytes) {

  static final int UNKNOWN = -1;
}
