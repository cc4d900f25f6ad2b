package io.mcpmanager.api.server;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an instance takes of the machine, together with everything it has started. What the machine does not tell is
 * null.
 *
 * @param sampledAt when this was read
 * @param cpuTime processor time taken since it was launched; never goes back within one life
 * @param cpuPercent share of one processor taken since the sample before, 100 for one processor fully used; null in
 *     the first sample of a life
 * @param residentBytes memory held
 * @param processes number of processes
 * @param threads number of threads
 * @param openFiles number of open descriptors
 * @param traffic what it has moved over networks and disks, or null if that is not known
 */
public record ResourceUsage(
    Instant sampledAt,
    @Nullable Duration cpuTime,
    @Nullable Double cpuPercent,
    @Nullable Long residentBytes,
    int processes,
    @Nullable Integer threads,
    @Nullable Integer openFiles,
    @Nullable Traffic traffic) {

  /**
   * Bytes moved since it was launched.
   *
   * @param receivedBytes received over networks
   * @param sentBytes sent over networks
   * @param readBytes read from disks
   * @param writtenBytes written to disks
   */
  public record Traffic(long receivedBytes, long sentBytes, long readBytes, long writtenBytes) {}

  /** Checks what must be given. */
  public ResourceUsage {
    Objects.requireNonNull(sampledAt, "sampledAt");
  }

  /** What is known of an instance whose traffic is not. */
  public ResourceUsage(
      Instant sampledAt,
      @Nullable Duration cpuTime,
      @Nullable Double cpuPercent,
      @Nullable Long residentBytes,
      int processes,
      @Nullable Integer threads,
      @Nullable Integer openFiles) {
    this(sampledAt, cpuTime, cpuPercent, residentBytes, processes, threads, openFiles, null);
  }

  /** What it has moved over networks and disks, if known. */
  public Optional<Traffic> moved() {
    return Optional.ofNullable(traffic);
  }

  /** Processor time taken since it was launched, if known. */
  public Optional<Duration> cpu() {
    return Optional.ofNullable(cpuTime);
  }

  /** Share of one processor taken lately, if known. */
  public OptionalDouble cpuShare() {
    return cpuPercent == null ? OptionalDouble.empty() : OptionalDouble.of(cpuPercent);
  }

  /** Memory held, in bytes, if known. */
  public OptionalLong memory() {
    return residentBytes == null ? OptionalLong.empty() : OptionalLong.of(residentBytes);
  }

  /** Number of threads, if known. */
  public OptionalInt threadCount() {
    return threads == null ? OptionalInt.empty() : OptionalInt.of(threads);
  }

  /** Number of open descriptors, if known. */
  public OptionalInt openFileCount() {
    return openFiles == null ? OptionalInt.empty() : OptionalInt.of(openFiles);
  }
}
