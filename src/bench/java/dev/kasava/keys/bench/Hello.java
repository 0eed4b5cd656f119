package dev.kasava.keys.bench;

import java.io.IOException;

/** The least that a Java program can do: what starting the JVM takes, and no more. */
public final class Hello {
  private Hello() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("hello");
    // To be looked at, until nobody does.
    int end = System.in.read();
    System.exit(end < 0 ? 0 : 1);
  }
}
