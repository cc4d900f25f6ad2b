package io.mcpmanager.testkit.architecture;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.LocationProvider;
import java.nio.file.Path;
import java.util.Set;

/** Gives ArchUnit the main classes of the module under test, without its tests and its dependencies. */
public final class MainClasses implements LocationProvider {

  @Override
  public Set<Location> get(Class<?> testClass) {
    return Set.of(Location.of(Path.of("target", "classes")));
  }
}
