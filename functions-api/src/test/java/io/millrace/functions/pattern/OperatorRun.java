package io.millrace.functions.pattern;

import io.millrace.functions.Timer;
import io.millrace.functions.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the operator on records of one key, without an engine. */
final class OperatorRun {
  static final Topic<String> UNFINISHED = Topic.of("unfinished", String.class);

  final MemoryContext context = new MemoryContext();
  private final PatternOperator<Letter, String> operator;
  private final List<String> matches = new ArrayList<>();

  OperatorRun(Pattern<Letter> pattern) {
    this(pattern, PatternOptions.of(Letter.class));
  }

  OperatorRun(Pattern<Letter> pattern, PatternOptions<Letter> options) {
    PatternOptions<Letter> more = options.unfinishedTo(UNFINISHED, one -> text(one.records()));
    operator = new PatternOperator<>(pattern, more, match -> text(match.records()));
  }

  /** Step and name of each record, such as {@code a:a1 b:b2}. */
  static String text(List<Taken<Letter>> records) {
    return String.join(" ", records.stream().map(r -> r.step() + ":" + r.value().name()).toList());
  }

  void send(Letter letter) {
    context.eventTimeMs = letter.timeMs();
    operator.onRecord(letter, context, this::take);
  }

  void advanceTo(long watermarkMs) {
    context.watermarkMs = watermarkMs;
    fire(watermarkMs);
  }

  /** Moves processing time. */
  void clockTo(long nowMs) {
    context.nowMs = nowMs;
    fire(nowMs);
  }

  private void fire(long clockMs) {
    Optional<Timer> due = context.takeDue(clockMs);
    while (due.isPresent()) {
      operator.onTimer(due.get(), context, this::take);
      due = context.takeDue(clockMs);
    }
  }

  private void take(String match, long eventTimeMs) {
    matches.add(match);
  }

  List<String> takeMatches() {
    List<String> taken = List.copyOf(matches);
    matches.clear();
    return taken;
  }

  /** What was given up. */
  List<String> takeUnfinished() {
    return context.takeEmitted().stream().map(String::valueOf).toList();
  }
}
