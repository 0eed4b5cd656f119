package dev.kasava.keys.app;

import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** Initialises the folder that is named once it gets a line, and says which key it got. */
final class InitialisingWorker {
  private InitialisingWorker() {}

  @SuppressWarnings("SystemOut") // speaks with its parent
  public static void main(String[] args) throws Exception {
    System.out.println("READY");
    int _ = System.in.read();
    try (Installation installation =
        Installation.initialise(
            new DataFolder(Path.of(args[0])),
            new Choices(args[1], null, Choices.GRACE),
            Map.of(),
            InstantSource.system())) {
      Optional<Issue.Claimed> first = installation.firstStart().begin("Owner", ZoneOffset.UTC);
      System.out.println(first.map(issue -> issue.secret().reveal()).orElse("NONE"));
    }
  }
}
