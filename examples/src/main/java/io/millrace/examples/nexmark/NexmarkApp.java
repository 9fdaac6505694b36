package io.millrace.examples.nexmark;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.functions.Application;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Source;
import java.time.Duration;

/**
 * The queries of the Nexmark benchmark: continuous questions to an online auction house.
 *
 * <p>Settings: {@code query}, {@code q0} to {@code q22}; {@code events}, a file or directory of
 * JSON lines, or {@code generate:SEED,COUNT[,SPLITS]} for {@link EventGenerator}; {@code out}, the
 * CSV file for results.
 */
public final class NexmarkApp implements Application {
  public static final Topic<Event> EVENTS =
      Topic.of("events", Event.class).keyedBy(Event::dateTime);

  @Override
  public void define(ApplicationBuilder app) {
    app.source(EVENTS, events(app.setting("events")))
        .eventTime(Event::dateTime)
        .disorder(Duration.ofMillis(EventGenerator.DISORDER_MS));
    Query.named(app.setting("query")).define(app, FileSink.csv(app.setting("out")));
  }

  private static Source<Event> events(String setting) {
    return GeneratedEvents.isMeant(setting)
        ? GeneratedEvents.parse(setting)
        : FileSource.jsonLines(setting);
  }
}
