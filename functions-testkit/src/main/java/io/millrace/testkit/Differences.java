package io.millrace.testkit;

import io.millrace.functions.ByteInput;
import io.millrace.functions.DeadLetter;
import io.millrace.runtime.codec.KeyCodec;
import io.millrace.runtime.plan.FunctionPlan;
import io.millrace.runtime.plan.TopicPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** How the end of one run differs from the end of another. */
final class Differences {
  private static final int MOST_PER_KIND = 5;

  private final Run first;
  private final Run second;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> functions = new LinkedHashSet<>();
  private int operation = Integer.MAX_VALUE;

  Differences(Run first, Run second) {
    this.first = first;
    this.second = second;
  }

  /** The differences, one a line; empty if there are none. */
  List<String> lines() {
    return lines;
  }

  /** The functions that seem to be at fault. */
  Set<String> functions() {
    return functions;
  }

  /** The earliest operation whose outputs differ; {@link Integer#MAX_VALUE} if none do. */
  int operation() {
    return operation;
  }

  /** Compares what functions emitted, topic by topic. */
  Differences compareOutputs() {
    for (TopicPlan topic : first.plan().topics()) {
      if (topic.isEmitted()) {
        compareOutputs(topic, of(first, topic), of(second, topic));
      }
    }
    return this;
  }

  private static List<Output> of(Run run, TopicPlan topic) {
    return run.outputs().stream().filter(output -> output.topic() == topic.number()).toList();
  }

  private void compareOutputs(TopicPlan topic, List<Output> ones, List<Output> others) {
    int told = 0;
    for (int i = 0; i < Math.max(ones.size(), others.size()); i++) {
      Output one = i < ones.size() ? ones.get(i) : null;
      Output other = i < others.size() ? others.get(i) : null;
      if (one != null && other != null && isSame(topic, one, other)) {
        continue;
      }
      operation = Math.min(operation, (one == null ? other : one).operation());
      if (told++ < MOST_PER_KIND) {
        lines.add(
            ("output: topic=" + topic + ", record=" + (i + 1))
                + (", first run=" + text(topic, one))
                + (", second run=" + text(topic, other)));
      }
      first.plan().functions().stream()
          .filter(function -> function.emits().stream().anyMatch(e -> e.number() == topic.number()))
          .forEach(function -> functions.add(function.name()));
    }
  }

  /** The same but for what may differ: a dead letter names an offset, and prints any object. */
  private static boolean isSame(TopicPlan topic, Output one, Output other) {
    if (one.operation() != other.operation()
        || one.eventTimeMs() != other.eventTimeMs()
        || !Arrays.equals(one.key(), other.key())) {
      return false;
    }
    if (topic.topic().type() == DeadLetter.class) {
      DeadLetter a = (DeadLetter) decode(topic, one);
      DeadLetter b = (DeadLetter) decode(topic, other);
      return a.function().equals(b.function())
          && a.topic().equals(b.topic())
          && Objects.equals(a.error(), b.error())
          && a.attempts() == b.attempts();
    }
    return Arrays.equals(one.value(), other.value());
  }

  private static Object decode(TopicPlan topic, Output output) {
    return topic.codec().decode(new ByteInput(output.value()));
  }

  private static String text(TopicPlan topic, Output output) {
    return output == null
        ? "nothing"
        : Text.of(decode(topic, output)) + " at " + output.eventTimeMs();
  }

  /** Compares the state of all keys. */
  Differences compareState() {
    int told = 0;
    for (int p = 0; p < first.partitionCount(); p++) {
      first.snapshot();
      second.snapshot();
      for (StateImage.Place place :
          new StateImage(first, p).differences(new StateImage(second, p))) {
        String line = describe(place, p);
        if (line != null && told++ < MOST_PER_KIND) {
          lines.add(line);
        }
      }
    }
    return this;
  }

  private String describe(StateImage.Place place, int partition) {
    FunctionPlan function = place.state().function();
    String state = place.state().plan().declaration().name();
    byte[] key = place.key().array();
    Optional<Object> one = first.reader(partition).get(function.name(), state, key);
    Optional<Object> other = second.reader(partition).get(function.name(), state, key);
    if (one.isEmpty() && other.isEmpty()) {
      return null; // expired in both, still stored in one
    }
    functions.add(function.name());
    boolean shared = place.state().plan().declaration().isShared();
    return "state: function="
        + function.name()
        + ", state="
        + state
        + (shared ? "" : ", key=" + KeyCodec.toText(key, 0, key.length))
        + ", first run="
        + Text.of(one.orElse("nothing"))
        + ", second run="
        + Text.of(other.orElse("nothing"));
  }

  /** Compares the event clocks of all functions. */
  Differences compareClocks() {
    for (FunctionPlan function : first.plan().functions()) {
      for (int p = 0; p < first.partitionCount(); p++) {
        long one = first.reader(p).watermarkMs(function.name());
        long other = second.reader(p).watermarkMs(function.name());
        if (one != other) {
          lines.add(
              ("event clock: function=" + function.name() + ", partition=" + p)
                  + (", first run=" + one + ", second run=" + other));
        }
      }
    }
    return this;
  }
}
