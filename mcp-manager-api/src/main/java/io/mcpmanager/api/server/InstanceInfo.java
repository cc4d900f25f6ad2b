package io.mcpmanager.api.server;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the instance that answers for a server.
 *
 * @param generation number of this life of the server, counted from 1
 * @param startedAt when it was launched
 * @param processId id of its process, or null if it has none here
 * @param protocolRevision protocol revision agreed on, such as {@code 2025-11-25}
 * @param serverName name it gives itself; not to be trusted
 * @param serverVersion version it gives itself; not to be trusted
 * @param installed the package it was started from, or null if none was installed for it
 * @param wedgedSince when it was found to answer nothing any more, or null if it answers
 * @param usage what it takes of the machine as read lately, or null if that is not known
 * @param isolated how many further instances of the server there are, each for one client
 * @param container the container it is, or null if it is none
 */
public record InstanceInfo(
    long generation,
    Instant startedAt,
    @Nullable Long processId,
    String protocolRevision,
    String serverName,
    String serverVersion,
    @Nullable InstalledPackage installed,
    @Nullable Instant wedgedSince,
    @Nullable ResourceUsage usage,
    int isolated,
    @Nullable ContainerInfo container) {

  /** Checks what must be given. */
  public InstanceInfo {
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(protocolRevision, "protocolRevision");
  }

  /** An instance of which it is not known yet what it takes of the machine. */
  public InstanceInfo(
      long generation,
      Instant startedAt,
      @Nullable Long processId,
      String protocolRevision,
      String serverName,
      String serverVersion,
      @Nullable InstalledPackage installed,
      @Nullable Instant wedgedSince) {
    this(
        generation,
        startedAt,
        processId,
        protocolRevision,
        serverName,
        serverVersion,
        installed,
        wedgedSince,
        null,
        0,
        null);
  }

  /** What it takes of the machine as read lately, if that is known. */
  public Optional<ResourceUsage> resources() {
    return Optional.ofNullable(usage);
  }

  /** The same with what it takes of the machine. */
  public InstanceInfo withUsage(@Nullable ResourceUsage newUsage) {
    return new InstanceInfo(
        generation,
        startedAt,
        processId,
        protocolRevision,
        serverName,
        serverVersion,
        installed,
        wedgedSince,
        newUsage,
        isolated,
        container);
  }

  /** The same with a number of further instances. */
  public InstanceInfo withIsolated(int newIsolated) {
    return new InstanceInfo(
        generation,
        startedAt,
        processId,
        protocolRevision,
        serverName,
        serverVersion,
        installed,
        wedgedSince,
        usage,
        newIsolated,
        container);
  }

  /** The same, being a container. */
  public InstanceInfo withContainer(@Nullable ContainerInfo newContainer) {
    return new InstanceInfo(
        generation,
        startedAt,
        processId,
        protocolRevision,
        serverName,
        serverVersion,
        installed,
        wedgedSince,
        usage,
        isolated,
        newContainer);
  }

  /** The container it is, if it is one. */
  public Optional<ContainerInfo> asContainer() {
    return Optional.ofNullable(container);
  }

  /** Id of its process, if it has one here. */
  public OptionalLong process() {
    return Optional.ofNullable(processId).map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /** The package it was started from, if one was installed for it. */
  public Optional<InstalledPackage> installedPackage() {
    return Optional.ofNullable(installed);
  }

  /** When it was found to answer nothing any more, if it was. */
  public Optional<Instant> wedged() {
    return Optional.ofNullable(wedgedSince);
  }

  /** The same, found to answer nothing any more, or, with null, to answer again. */
  public InstanceInfo withWedgedSince(@Nullable Instant time) {
    return new InstanceInfo(
        generation,
        startedAt,
        processId,
        protocolRevision,
        serverName,
        serverVersion,
        installed,
        time,
        usage,
        isolated,
        container);
  }
}
