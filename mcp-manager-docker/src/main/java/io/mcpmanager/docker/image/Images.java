package io.mcpmanager.docker.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import io.mcpmanager.api.error.LaunchException;
import io.mcpmanager.api.error.Problem;
import io.mcpmanager.api.server.ContainerLaunch;
import io.mcpmanager.api.server.ImagePull;
import io.mcpmanager.api.server.InstalledPackage;
import io.mcpmanager.docker.engine.Engine;
import io.mcpmanager.docker.engine.EngineFinder;
import io.mcpmanager.docker.engine.EngineState;
import io.mcpmanager.docker.transport.EngineFaults;
import io.mcpmanager.spi.Installation;
import io.mcpmanager.spi.InstanceListener;
import io.mcpmanager.spi.LaunchSpec;
import io.mcpmanager.spi.ManagerClock;
import java.util.List;
import java.util.Optional;

/** The images that containers are made from: whether they are there, and how they get there. Thread-safe. */
public final class Images {

  private final Engine engine;
  private final RegistryCredentials credentials;
  private final ImagePuller puller;

  /**
   * Images of an engine.
   *
   * @param finder knows where Docker's configuration is
   */
  public Images(Engine engine, EngineFinder finder, ManagerClock clock) {
    this.engine = engine;
    this.credentials = new RegistryCredentials(finder);
    this.puller = new ImagePuller(engine.transport(), clock);
  }

  /** What would keep an image from being there when it is needed; empty also if the engine can't be asked. */
  public List<Problem> check(ContainerLaunch launch) {
    if (launch.pull().policy() != ImagePull.Policy.NEVER
        || !(engine.state() instanceof EngineState.Present)) {
      return List.of();
    }
    try {
      return find(launch.image()).isPresent()
          ? List.of()
          : List.of(new Problem(
              "image",
              "is not at the engine, and pull.policy says that it is never fetched",
              Problem.Code.NOT_FOUND));
    } catch (RuntimeException e) {
      // an engine that fails is told at the launch
      return List.of();
    }
  }

  /** The image of a name, if the engine has it. */
  Optional<LocalImage> find(String image) {
    DockerClient client = engine.client();
    InspectImageResponse found;
    try {
      found = client.inspectImageCmd(image).exec();
    } catch (NotFoundException e) {
      return Optional.empty();
    }
    ImageName name = ImageName.parse(image);
    List<String> digests = Optional.ofNullable(found.getRepoDigests()).orElse(List.of());
    Optional<String> digest =
        digests.stream().map(name::digestIn).flatMap(Optional::stream).findFirst();
    return Optional.of(
        new LocalImage(EngineFaults.orElse(found.getId(), image), digest.orElse(null)));
  }

  /**
   * Makes a launch's image present as its pull policy says. What a broken-off pull has fetched, the engine keeps.
   *
   * @param spec of a container
   * @param listener is told how a pull goes on, about once a second
   * @return what is there now; the launch itself stays as it is
   * @throws LaunchException if it is not there, and can't or must not be fetched
   */
  public Installation install(LaunchSpec spec, InstanceListener listener)
      throws InterruptedException {
    var launch = (ContainerLaunch) spec.launch();
    engine.require();
    Optional<LocalImage> before = lookUp(launch.image());
    boolean enough = before.isPresent() && launch.pull().policy() != ImagePull.Policy.ALWAYS;
    if (enough) {
      return installation(launch, before.get(), false);
    }
    if (launch.pull().policy() == ImagePull.Policy.NEVER) {
      throw new LaunchException(
          "image '" + launch.image() + "' is not at the engine, and its pull policy is 'never'."
              + " Pull or load it there, or choose the policy 'missing'.",
          null);
    }
    puller.pull(launch.image(), registryAuth(launch), listener);
    LocalImage after = lookUp(launch.image())
        .orElseThrow(() -> new LaunchException(
            "image '" + launch.image() + "' was pulled, but the engine does not have it", null));
    boolean fresh = before.isEmpty() || !before.get().id().equals(after.id());
    return installation(launch, after, fresh);
  }

  /** The header {@code X-Registry-Auth} for an engine that is to fetch a launch's image; empty to come as nobody. */
  public Optional<String> registryAuth(ContainerLaunch launch) throws InterruptedException {
    return credentials.header(ImageName.parse(launch.image()), launch.pull());
  }

  private Optional<LocalImage> lookUp(String image) throws InterruptedException {
    try {
      return find(image);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("looking for image " + image);
      }
      throw new LaunchException(
          "image '" + image + "' can't be looked for: " + EngineFaults.reason(e), e);
    }
  }

  private static Installation installation(
      ContainerLaunch launch, LocalImage image, boolean fresh) {
    ImageName name = ImageName.parse(launch.image());
    var installed = new InstalledPackage(name.familiar(), name.version(), image.digest());
    return new Installation(installed, launch, fresh);
  }
}
