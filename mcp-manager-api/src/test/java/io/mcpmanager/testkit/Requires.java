package io.mcpmanager.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Skips a test where a program it needs is not on the {@code PATH}. What is needed of {@code docker} is a container engine
 * that answers, at the socket {@code DOCKER_HOST} names or at the usual one.
 *
 * <p>The environment variable {@value RequiresCondition#REQUIRED_PROGRAMS} lists, separated by
 * commas, the programs that have to be there: where one of these is missing, the test fails
 * instead.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCondition.class)
public @interface Requires {

  /** Names of programs, for example {@code node}; all of them are needed. */
  String[] value();
}
