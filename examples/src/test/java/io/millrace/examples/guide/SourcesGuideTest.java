package io.millrace.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.connector.files.FileSink;
import io.millrace.connector.files.FileSource;
import io.millrace.connector.files.StdoutSink;
import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Context;
import io.millrace.functions.DeadLetter;
import io.millrace.functions.FailurePolicy;
import io.millrace.functions.Settings;
import io.millrace.functions.SourceSpec;
import io.millrace.functions.StreamFunction;
import io.millrace.functions.StreamRecord;
import io.millrace.functions.Topic;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of the guide's pages on sources and sinks, files, batches and failures. */
class SourcesGuideTest {
  record Action(String user, long timeMs) {}

  record Alert(String user, long timeMs) {}

  static final Topic<Action> ACTIONS = Topic.of("actions", Action.class).keyedBy(Action::user);
  static final Topic<Alert> ALERTS = Topic.of("alerts", Alert.class).keyedBy(Alert::user);
  static final Topic<Alert> PREVIEW = Topic.of("preview", Alert.class).keyedBy(Alert::user);

  static final class Guard implements StreamFunction<Action> {
    @Override
    public void onRecord(StreamRecord<Action> action, Context context) {
      if (action.value().timeMs() < 0) {
        throw new IllegalArgumentException("time negative: user=" + action.value().user());
      }
      context.emit(ALERTS, new Alert(action.value().user(), action.eventTimeMs()));
      context.emit(PREVIEW, new Alert(action.value().user(), action.eventTimeMs()));
    }
  }

  static void guarded(ApplicationBuilder app) {
    // docs:begin sources-and-sinks
    app.source(ACTIONS, FileSource.<Action>jsonLines("in/").follow())
        .name("actions") // the topic's name if not given
        .eventTime(Action::timeMs) // the time of reading if not given
        .disorder(Duration.ofSeconds(5))
        .idleAfter(Duration.ofSeconds(10))
        .alignWithin(Duration.ofMinutes(5)) // splits read independently if not given
        .onMalformed(SourceSpec.Malformed.DEAD_LETTER);
    // docs:end
    app.function("guard", ACTIONS, Guard::new).emits(ALERTS, PREVIEW);
    // docs:begin sources-and-sinks
    app.sink(ALERTS, FileSink.jsonLines("out/alerts.jsonl"));
    // docs:end
    // docs:begin batch
    if (!app.batch()) {
      app.sink(PREVIEW, StdoutSink.jsonLines());
    }
    // docs:end
  }

  @Test
  void shouldTakeEventTimeFromActions() {
    try (FunctionTest test = FunctionTest.of(SourcesGuideTest::guarded)) {
      test.send(ACTIONS, new Action("ann", 7));
      assertThat(test.outputs(ALERTS)).containsExactly(new Alert("ann", 7));
    }
  }

  @Test
  void shouldPreviewNothingInABatch() {
    ApplicationBuilder stream = new ApplicationBuilder(Settings.of(Map.of()));
    ApplicationBuilder batch = new ApplicationBuilder(Settings.of(Map.of()), true);
    guarded(stream);
    guarded(batch);
    assertThat(stream.sinks()).hasSize(2);
    assertThat(batch.sinks()).hasSize(1);
  }

  static void files(ApplicationBuilder app) {
    // docs:begin files
    app.source(ACTIONS, FileSource.jsonLines("in/actions.jsonl").follow());
    app.sink(ALERTS, FileSink.jsonLines("out/alerts.jsonl"));
    // docs:end
    // docs:begin files
    app.sink(PREVIEW, FileSink.jsonLines("out").<Alert>parts().every(Duration.ofMinutes(1)));
    // docs:end
    // docs:begin failures
    app.function("guard", ACTIONS, Guard::new)
        .emits(ALERTS, PREVIEW)
        .onFailure(FailurePolicy.retry(3).thenDeadLetter());
    // docs:end
    // docs:begin failures
    Topic<DeadLetter> letters =
        Topic.of("guard.dead-letter", DeadLetter.class)
            .keyedBy(DeadLetter::key)
            .retained(Duration.ofDays(7));
    app.sink(letters, FileSink.jsonLines("out/dead.jsonl"));
    // docs:end
  }

  @Test
  void shouldPutAsideWhatFails() {
    try (FunctionTest test = FunctionTest.of(SourcesGuideTest::files)) {
      test.send(ACTIONS, new Action("ann", -1));
      assertThat(test.outputs(ALERTS)).isEmpty();
      assertThat(test.deadLetters("guard"))
          .singleElement()
          .extracting(DeadLetter::attempts)
          .isEqualTo(4);
    }
  }
}
