package io.mcpmanager.examples.benchmarks;

import java.io.IOException;

/** What any Java program costs: says hello and waits for its input to end. */
public final class Hello {

  public static void main(String[] arguments) throws IOException {
    System.out.println("hello");
    int ignored = System.in.read();
  }

  private Hello() {}
}
