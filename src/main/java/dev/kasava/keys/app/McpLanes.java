package dev.kasava.keys.app;

import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.feature.Features;
import dev.kasava.keys.mcp.feature.Limiter;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.legacy.SessionIds;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.mcp.modern.RequestState;
import dev.kasava.keys.mcp.modern.Subscriptions;
import dev.kasava.keys.wire.Json;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Both ways of speaking MCP, over one catalogue. */
public record McpLanes(
    Features features,
    Limiter limiter,
    LegacyLane legacy,
    ModernLane modern,
    Subscriptions subscriptions) {
  /**
   * @param patience how long a client of the older era may take to answer a question
   * @param executor runs what blocks, on as many threads as it takes
   */
  public static McpLanes over(
      Installation installation,
      Catalogue catalogue,
      Json json,
      Duration patience,
      Executor executor) {
    Features features = new Features(catalogue, installation.meter(), json);
    Subscriptions subscriptions = new Subscriptions(features, installation.changes());
    return new McpLanes(
        features,
        new Limiter(features, installation.turnstile()),
        new LegacyLane(
            features,
            new SessionIds(installation.peppers(), installation.clock()),
            patience,
            executor),
        new ModernLane(
            features,
            new RequestState(
                installation.peppers(), installation.spent(), json, installation.clock()),
            subscriptions),
        subscriptions);
  }
}
