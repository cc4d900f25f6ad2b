package io.mcpmanager.testkit;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePreConstructCallback;
import org.junit.platform.commons.support.AnnotationSupport;

/** Carries out {@link LeakFree}: looks before a test's object is made, and again after everything has been closed. */
final class LeakCheck
    implements BeforeAllCallback,
        TestInstancePreConstructCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {

  private static final ExtensionContext.Namespace NOTES =
      ExtensionContext.Namespace.create(LeakCheck.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    look(context, "class");
  }

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public void preConstructTestInstance(
      TestInstanceFactoryContext factory, ExtensionContext context) {
    if (context.getTestMethod().isPresent()) {
      look(context, "test");
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    // an object for all tests of a class is made before any of them
    if (context.getStore(NOTES).get("test") == null) {
      look(context, "test");
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    check(context, "test");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check(context, "class");
  }

  private static void look(ExtensionContext context, String what) {
    LeakFree wanted = wanted(context);
    context.getStore(NOTES).put(what, LeakWatch.begin(wanted.except()));
  }

  private static void check(ExtensionContext context, String what) {
    LeakWatch watch = context.getStore(NOTES).remove(what, LeakWatch.class);
    if (watch == null) {
      return;
    }
    try {
      watch.assertNothingLeft(Duration.ofSeconds(wanted(context).seconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static LeakFree wanted(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), LeakFree.class)
        .or(() -> AnnotationSupport.findAnnotation(
            context.getRequiredTestClass(), LeakFree.class, List.of()))
        .orElseThrow();
  }
}
