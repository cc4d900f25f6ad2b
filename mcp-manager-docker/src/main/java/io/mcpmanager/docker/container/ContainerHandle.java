package io.mcpmanager.docker.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.mcpmanager.docker.engine.Watch;
import io.mcpmanager.docker.ownership.Ownership;
import io.mcpmanager.docker.stream.Attachment;
import io.mcpmanager.docker.transport.EngineFaults;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A container as the engine is spoken to about it. Thread-safe; calls block. */
final class ContainerHandle implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerHandle.class);

  private final DockerClient client;
  private final String id;
  private final Ownership owner;
  private final Unremoved unremoved;
  private volatile @Nullable Attachment attachment;
  private volatile @Nullable Watch watch;

  /**
   * A container that exists.
   *
   * @param unremoved takes note of it if it can't be removed
   */
  ContainerHandle(DockerClient client, String id, Ownership owner, Unremoved unremoved) {
    this.client = client;
    this.id = id;
    this.owner = owner;
    this.unremoved = unremoved;
  }

  String id() {
    return id;
  }

  Ownership owner() {
    return owner;
  }

  /** Closes these too when it is closed. */
  void holds(Attachment newAttachment) {
    attachment = newAttachment;
  }

  /** Closes this too when it is closed. */
  void holds(Watch newWatch) {
    watch = newWatch;
  }

  void start() {
    try {
      client.startContainerCmd(id).exec();
    } catch (NotModifiedException e) {
      // it runs already
      LOG.atDebug().addKeyValue("container", id).log("a container had been started already");
    }
  }

  /** What the engine says of it; empty if it is not there. */
  Optional<InspectContainerResponse> inspect() {
    try {
      return Optional.of(client.inspectContainerCmd(id).exec());
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  /** Sends it a signal. */
  void signal(String name) {
    client.killContainerCmd(id).withSignal(name).exec();
  }

  /** Removes it with its anonymous volumes, running or not; what can't be removed is noted. Never throws. */
  boolean remove() {
    try {
      client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
      unremoved.removed(owner);
      return true;
    } catch (NotFoundException e) {
      unremoved.removed(owner);
      return true;
    } catch (RuntimeException e) {
      if (e instanceof ConflictException
          && EngineFaults.reason(e).contains("already in progress")) {
        // by somebody else
        unremoved.removed(owner);
        return true;
      }
      unremoved.add(owner);
      LOG.atWarn()
          .addKeyValue("server", owner.server())
          .addKeyValue("container", id)
          .addKeyValue("reason", EngineFaults.reason(e))
          .log("a container could not be removed yet");
      return false;
    }
  }

  /** Ends what ties the manager to it, and leaves it alone. Idempotent. */
  @Override
  public void close() {
    Watch watching = watch;
    if (watching != null) {
      watching.close();
    }
    Attachment attached = attachment;
    if (attached != null) {
      attached.close();
    }
  }
}
