package io.millrace.http;

import static io.millrace.functions.aggregate.Aggregates.count;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.functions.ApplicationBuilder;
import io.millrace.functions.Settings;
import io.millrace.functions.Topic;
import io.millrace.functions.connect.Published;
import io.millrace.functions.window.Windows;
import io.millrace.http.Topology.FunctionView;
import io.millrace.http.Topology.TopicView;
import io.millrace.runtime.plan.ApplicationMetadata;
import io.millrace.runtime.plan.PlanCompiler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopologyTest {
  private static final Topic<String> WORDS = Topic.of("words", String.class);
  private static final Topic<Long> COUNTS =
      Topic.of("counts", Long.class).retained(Duration.ofHours(1));

  @Test
  void shouldShowWhatAStreamBecomes() {
    ApplicationBuilder app = new ApplicationBuilder(Settings.of(Map.of()));
    app.source(WORDS, Published.byClients());
    app.stream(WORDS)
        .filter(word -> !word.isEmpty())
        .keyBy(word -> word)
        .window(Windows.tumbling(Duration.ofSeconds(1)))
        .aggregate(count())
        .filter(count -> count > 1)
        .map(count -> -count)
        .to(COUNTS);
    ApplicationMetadata metadata = ApplicationMetadata.create(1, "words", 2);
    Topology topology = Topology.of(PlanCompiler.compile("words", app, metadata.names()));

    assertThat(topology.topics())
        .filteredOn(topic -> topic.name().equals("counts.window.in"))
        .containsExactly(
            new TopicView(
                "counts.window.in",
                "WindowPartial<Long>",
                true,
                false,
                null,
                false,
                List.of("topic words (filter, combine)"),
                List.of("function counts.window")));
    assertThat(topology.topics())
        .filteredOn(topic -> topic.name().equals("counts"))
        .flatExtracting(TopicView::fedBy)
        .containsExactly("function counts.window (filter, map)");
    assertThat(topology.functions())
        .singleElement()
        .satisfies(
            (FunctionView function) -> {
              assertThat(function.name()).isEqualTo("counts.window");
              assertThat(function.inputs()).containsExactly("counts.window.in");
              assertThat(function.emits()).containsExactly("counts");
            });
  }
}
