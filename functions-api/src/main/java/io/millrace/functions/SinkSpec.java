package io.millrace.functions;

import io.millrace.functions.connect.Sink;
import java.util.Objects;

/**
 * Declares how a topic is written to the outside. Made by {@link ApplicationBuilder#sink}.
 *
 * @param <T> the type of the topic's values
 */
public final class SinkSpec<T> {
  private final Topic<T> topic;
  private final Sink<T> sink;
  private String name;

  SinkSpec(Topic<T> topic, Sink<T> sink) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.sink = Objects.requireNonNull(sink, "sink");
    this.name = topic.name();
  }

  /** Names the sink; needed where two sinks read one topic. The topic's name if not. */
  public SinkSpec<T> name(String name) {
    this.name = Objects.requireNonNull(name);
    return this;
  }

  /** The topic that is written. */
  public Topic<T> topic() {
    return topic;
  }

  /** What writes it. */
  public Sink<T> sink() {
    return sink;
  }

  /** Unique within the application; the sink's progress is kept by this name. */
  public String name() {
    return name;
  }
}
