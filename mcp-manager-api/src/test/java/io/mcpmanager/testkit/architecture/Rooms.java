package io.mcpmanager.testkit.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;

/**
 * The rooms of a module: the packages below one of its own.
 *
 * @param house package that the rooms are below of
 * @param mayKnow what each room may know besides itself: other rooms, and packages below {@code io.mcpmanager}
 */
public record Rooms(String house, Map<String, Set<String>> mayKnow) {

  private static final String LIBRARY = "io.mcpmanager.";

  /** Every room is listed, and knows only what is listed for it. */
  public ArchRule knowOnlyWhatTheyMay() {
    return classes().that().resideInAPackage(house + ".*..").should(knowOnlyWhatTheirRoomMay());
  }

  /** Two rooms that need each other are one. */
  public ArchRule haveNoCycles() {
    return slices().matching(house + ".(*)..").should().beFreeOfCycles();
  }

  private ArchCondition<JavaClass> knowOnlyWhatTheirRoomMay() {
    return new ArchCondition<>("know only what MAY_KNOW lists for their room") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        String room = roomOf(type.getPackageName());
        Set<String> known = mayKnow.get(room);
        if (known == null) {
          events.add(SimpleConditionEvent.violated(type, "MAY_KNOW does not list room " + room));
          return;
        }
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          String target = dependency.getTargetClass().getPackageName();
          if (target.startsWith(LIBRARY) && !knows(room, known, target)) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }

  private boolean knows(String room, Set<String> known, String target) {
    if (target.startsWith(house + ".")) {
      return roomOf(target).equals(room) || known.contains(roomOf(target));
    }
    String library = target.substring(LIBRARY.length());
    return known.stream()
        .anyMatch(entry -> library.equals(entry) || library.startsWith(entry + "."));
  }

  private String roomOf(String packageName) {
    String below = packageName.substring(house.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
