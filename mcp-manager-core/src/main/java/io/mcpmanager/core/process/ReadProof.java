package io.mcpmanager.core.process;

/**
 * How much of what was written to a child it has provably read. A child reads in order, so when it has answered so many
 * requests, it has read at least as many. What is written counts from before it is written; one thread at a time writes,
 * another one counts answers.
 */
final class ReadProof {

  /** A pipe holds at least this much, however little the system grants. */
  private static final int SMALLEST_PIPE = 4096;

  /** Requests whose ends are remembered. */
  private static final int REMEMBERED = 64;

  private final long[] ends = new long[REMEMBERED];
  private long written;
  private volatile long requests;
  private volatile long answers;

  /** Whether so many bytes more fit into the pipe even if the child reads nothing from now on. */
  boolean fits(int length) {
    long answered = answers;
    if (requests - answered >= REMEMBERED) {
      return false;
    }
    long read = answered == 0 ? 0 : ends[place(answered)];
    return written - read + length <= SMALLEST_PIPE;
  }

  /** So many bytes are about to be written. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes
  void writing(int length, boolean request) {
    written += length;
    if (request) {
      ends[place(requests + 1)] = written;
      requests++;
    }
  }

  /** An answer has come; more than there were requests prove nothing. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads what the child writes
  void answered() {
    if (answers < requests) {
      answers++;
    }
  }

  /** Where the end of the nth request is, counted from one. */
  private static int place(long nth) {
    return (int) (nth % REMEMBERED);
  }
}
