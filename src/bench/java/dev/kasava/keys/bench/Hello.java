package dev.kasava.keys.bench;

/** The least that a Java program can do: what starting the JVM takes, and no more. */
public final class Hello {
  private Hello() {}

  public static void main(String[] arguments) {
    System.out.println("hello");
  }
}
