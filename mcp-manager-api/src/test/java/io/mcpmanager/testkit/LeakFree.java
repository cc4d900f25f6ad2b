package io.mcpmanager.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Fails a test that leaves something behind: a process, a thread, virtual ones too, or an open file, pipe or socket.
 * What was there before the test's object was made is not counted, nor is what the JVM keeps for itself. On a class
 * it holds for each of its tests, and for what is set up for all of them.
 *
 * <p>Things end a moment after they have been closed; the check waits for that. Tests that run at the same time in one
 * JVM can't be told apart. Descriptors are looked at where {@code /proc/self/fd} is, processes only as long as they
 * are descendants of this JVM.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeakCheck.class)
public @interface LeakFree {

  /** How many seconds things may take to end. */
  int seconds() default 10;

  /** Regular expressions; what has one of them in its description is not counted, such as {@code thread "pool-}. */
  String[] except() default {};
}
