package io.millrace.examples.couponguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.connector.files.FileSource;
import io.millrace.functions.Settings;
import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.Source;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionGeneratorTest {
  private static final long SEED = 11;
  private static final long COUNT = 3 * ShopWindow.ACTIONS + 5_000;
  private static final ActionGenerator GENERATOR = new ActionGenerator(SEED);

  /** Keeps what a split reader hands over. */
  private static final class Taken implements SourceOutput<Action> {
    final List<Action> actions = new ArrayList<>();
    long position;

    @Override
    public void record(Action action, long nextPosition) {
      actions.add(action);
      position = nextPosition;
    }

    @Override
    public void malformed(long next, String where, String text, String problem) {
      throw new AssertionError(where + ": " + problem + ": " + text);
    }
  }

  private static Taken read(Source<Action> source, String split, long position) throws Exception {
    Taken taken = new Taken();
    SplitStart<Action> start = new SplitStart<>(CouponGuardApp.ACTIONS, split, position);
    try (SplitReader<Action> reader = source.open(start)) {
      while (reader.read(taken, 1_000) != ReadStatus.END) {
        // go on
      }
    }
    return taken;
  }

  private static List<Action> all(Iterator<Action> actions) {
    List<Action> all = new ArrayList<>();
    actions.forEachRemaining(all::add);
    return all;
  }

  private static List<String> sorted(List<Action> actions) {
    return actions.stream().map(Action::toString).sorted().toList();
  }

  @Test
  void shouldMakeTheSameFromTheSameSeed() {
    List<Action> actions = all(GENERATOR.actions(COUNT));
    assertThat(actions).hasSize((int) COUNT);
    assertThat(actions).isEqualTo(all(new ActionGenerator(SEED).actions(COUNT)));
    assertThat(all(new ActionGenerator(SEED + 1).actions(100)))
        .isNotEqualTo(actions.subList(0, 100));
  }

  @Test
  void shouldKeepDisorderWithinItsBound() {
    long latestMs = 0;
    boolean isDisordered = false;
    for (Iterator<Action> actions = GENERATOR.actions(COUNT); actions.hasNext(); ) {
      long timeMs = actions.next().timeMs();
      assertThat(timeMs).isGreaterThanOrEqualTo(latestMs - ShopWindow.DISORDER.toMillis());
      isDisordered |= timeMs < latestMs;
      latestMs = Math.max(latestMs, timeMs);
    }
    assertThat(isDisordered).isTrue();
  }

  @Test
  void shouldReadOnFromAnyPositionAsIfNeverStopped() throws Exception {
    GeneratedActions source = new GeneratedActions(SEED, COUNT, 0, 0);
    List<Action> both = new ArrayList<>();
    for (String split : source.splits()) {
      Taken whole = read(source, split, 0);
      assertThat(whole.position).isEqualTo(whole.actions.size());
      for (int position : List.of(1, 777, ShopWindow.ACTIONS, ShopWindow.ACTIONS + 9)) {
        assertThat(read(source, split, position).actions)
            .as("split=%s, position=%d, seed=%d", split, position, SEED)
            .isEqualTo(whole.actions.subList(position, whole.actions.size()));
      }
      assertThat(read(source, split, whole.position).actions).isEmpty();
      both.addAll(whole.actions);
    }
    assertThat(sorted(both)).isEqualTo(sorted(all(GENERATOR.actions(COUNT))));
  }

  @Test
  void shouldKeepUsersAndDevicesInOneLane() throws Exception {
    GeneratedActions source = new GeneratedActions(SEED, COUNT, 0, 0);
    Map<String, String> lanes = new HashMap<>();
    for (String split : source.splits()) {
      for (Action action : read(source, split, 0).actions) {
        assertThat(lanes.merge(action.user(), split, (old, now) -> old)).isEqualTo(split);
        assertThat(lanes.merge(action.device(), split, (old, now) -> old)).isEqualTo(split);
      }
    }
  }

  @Test
  void shouldLabelOnlyUsersThatHaveOrdered() {
    Set<String> ordered = new HashSet<>();
    GENERATOR
        .actions(COUNT)
        .forEachRemaining(
            action -> {
              if (action.kind() == Action.Kind.ORDER) {
                ordered.add(action.user());
              }
            });
    Set<String> abusers = GENERATOR.abusers(COUNT);
    assertThat(abusers).isNotEmpty().isSubsetOf(ordered);
    assertThat(abusers.size()).isLessThan(ordered.size() / 5);
    assertThat(GENERATOR.abusers(10_000)).isNotEmpty().isSubsetOf(abusers);
  }

  @Test
  void shouldWriteWhatAFileSourceReads(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("actions.jsonl");
    GENERATOR.write(file, 3_000);
    Source<Action> source = FileSource.<Action>jsonLines(file.toString()).strict();
    assertThat(read(source, "actions.jsonl", 0).actions).isEqualTo(all(GENERATOR.actions(3_000)));
  }

  @Test
  void shouldCountUsersCaughtByAFileOfAlerts(@TempDir Path folder) throws Exception {
    Path alerts = folder.resolve("alerts.jsonl");
    Files.writeString(alerts, "{\"user\":\"a\",\"score\":1}\n{\"user\":\"b\",\"score\":1}\n");
    Evaluation evaluation = Evaluation.ofFile(alerts, Set.of("a", "c", "d"));
    assertThat(evaluation).isEqualTo(new Evaluation(3, 2, 1));
    assertThat(evaluation.precision()).isEqualTo(0.5);
    assertThat(evaluation.recall()).isEqualTo(1.0 / 3);
  }

  @Test
  void shouldWriteLabelsOneALine(@TempDir Path folder) throws IOException {
    Path labels = folder.resolve("labels");
    GENERATOR.writeLabels(labels, 10_000);
    assertThat(Set.copyOf(Files.readAllLines(labels))).isEqualTo(GENERATOR.abusers(10_000));
  }

  @Test
  void shouldTakeItsSizeFromTheSettings() {
    assertThat(GeneratedActions.of(Settings.of(Map.of("actions", "generate:1_000", "seed", "3"))))
        .isEqualTo(new GeneratedActions(3, 1_000, 0, 0));
    assertThat(GeneratedActions.of(Settings.of(Map.of("actions", "generate", "rate", "500"))))
        .returns(false, GeneratedActions::bounded)
        .returns(500L, GeneratedActions::perSecond);
    assertThat(GeneratedActions.of(Settings.of(Map.of("actions", "generate", "seconds", "20"))))
        .returns(true, GeneratedActions::bounded);
    assertThatThrownBy(() -> GeneratedActions.of(Settings.of(Map.of("actions", "generate:many"))))
        .hasMessage("setting is no number: name=actions, value=many; write digits only");
  }

  @Test
  void shouldMakeAsManyActionsAsTheUsersAskedForNeed() {
    ActionGenerator generator = new ActionGenerator(3);
    long count = generator.actionsOf(5_000);
    Set<String> users = new HashSet<>();
    generator.actions(count).forEachRemaining(action -> users.add(action.user()));

    assertThat(users.size()).isBetween(5_000, 9_000);
    assertThat(GeneratedActions.of(Settings.of(Map.of("actions", "generate", "users", "5000"))))
        .isEqualTo(new GeneratedActions(1, new ActionGenerator(1).actionsOf(5_000), 0));
    assertThatThrownBy(
            () ->
                GeneratedActions.of(Settings.of(Map.of("actions", "generate:5", "users", "5000"))))
        .hasMessageContaining("exclude each other");
  }
}
