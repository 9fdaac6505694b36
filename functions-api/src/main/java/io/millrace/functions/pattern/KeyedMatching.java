package io.millrace.functions.pattern;

import io.millrace.functions.Context;
import io.millrace.functions.StateDeclaration;
import io.millrace.functions.Timer;
import io.millrace.functions.TimerSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.pattern.PatternOptions.Overflow;
import io.millrace.functions.stream.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What the pattern operators have in common: order, timers, and one matcher for each rule. */
final class KeyedMatching<T, R> {
  private static final TimerSpec EVENT_DUE = TimerSpec.eventTime("due");
  private static final TimerSpec PROCESSING_DUE = TimerSpec.processingTime("due");

  private final PatternOptions<T> options;
  private final PatternState<T> state;
  private final TimerSpec due;
  private final Function<? super Match<T>, ? extends R> select;

  KeyedMatching(PatternOptions<T> options, Function<? super Match<T>, ? extends R> select) {
    this.options = options;
    this.select = select;
    this.state = new PatternState<>(options.type());
    this.due = options.isProcessingTime() ? PROCESSING_DUE : EVENT_DUE;
  }

  List<StateDeclaration> states() {
    return state.declarations();
  }

  List<TimerSpec> timers() {
    return List.of(due);
  }

  List<Topic<?>> emits() {
    List<Topic<?>> topics = new ArrayList<>();
    options.late().ifPresent(topics::add);
    options.unfinished().ifPresent(unfinished -> topics.add(unfinished.topic()));
    return topics;
  }

  /** Handles a record, or puts it off until the watermark has passed it. */
  void onRecord(T value, Collection<Automaton<T>> rules, Context context, Output<R> output) {
    if (options.isProcessingTime()) {
      new Step(rules, context, output).record(value, context.nowMs());
      return;
    }
    long timeMs = context.eventTimeMs();
    if (timeMs >= context.watermarkMs()) {
      state.await(timeMs, value, context);
      context.setTimer(due, timeMs + 1);
    } else if (options.late().isPresent()) {
      context.emit(options.late().get(), value, timeMs);
    } else {
      context.countLateDropped();
    }
  }

  /** Handles what is over just before a timer. */
  void onTimer(Timer timer, Collection<Automaton<T>> rules, Context context, Output<R> output) {
    long overMs = timer.atMs() - 1;
    Step step = new Step(rules, context, output);
    if (!options.isProcessingTime()) {
      List<T> values = state.take(overMs, context);
      options.equalTimes().ifPresent(values::sort);
      values.forEach(value -> step.record(value, overMs));
    }
    step.expire(overMs);
  }

  /** One call, in one key. */
  private final class Step implements Matcher.Findings<T> {
    private final Context context;
    private final Output<R> output;
    private final MatchBuffer<T> buffer;
    private final List<Matcher<T>> matchers = new ArrayList<>();
    private final Map<Long, TreeMap<Long, PartialMatch>> live = new HashMap<>();
    private final Map<Long, Automaton<T>> automata = new HashMap<>();

    Step(Collection<Automaton<T>> rules, Context context, Output<R> output) {
      this.context = context;
      this.output = output;
      this.buffer = state.buffer(context);
      for (Automaton<T> rule : rules) {
        TreeMap<Long, PartialMatch> partials = new TreeMap<>();
        live.put(rule.fingerprint(), partials);
        automata.put(rule.fingerprint(), rule);
        matchers.add(new Matcher<>(rule, buffer, partials, this));
      }
      buffer
          .partials()
          .forEach(
              (number, partial) -> {
                TreeMap<Long, PartialMatch> ofRule = live.get(partial.pattern());
                if (ofRule != null) {
                  ofRule.put(number, partial);
                } else {
                  buffer.remove(number); // of a rule that is no more
                }
              });
    }

    void record(T value, long timeMs) {
      long record = nextRecord();
      int nodes = 0;
      for (Matcher<T> matcher : matchers) {
        nodes = matcher.onRecord(value, timeMs, record, nodes);
      }
      if (buffer.size() > options.partialMatches()) {
        bound(timeMs);
      }
    }

    void expire(long overMs) {
      matchers.forEach(matcher -> matcher.expire(overMs));
    }

    private long nextRecord() {
      long next = 0;
      for (TreeMap<Long, PartialMatch> partials : live.values()) {
        if (!partials.isEmpty()) {
          next = Math.max(next, MatchNode.record(partials.lastKey()) + 1);
        }
      }
      return next;
    }

    private void bound(long timeMs) {
      if (options.overflow() == Overflow.FAIL) {
        throw new IllegalStateException(
            "too many partial matches of a key: count="
                + buffer.size()
                + ", at most="
                + options.partialMatches()
                + "; bound the pattern by within, until or skip, or say PatternOptions.atMost");
      }
      long dropped = context.getOr(PatternState.DROPPED, 0L);
      while (buffer.size() > options.partialMatches()) {
        dropOldest(timeMs);
        dropped++;
      }
      context.put(PatternState.DROPPED, dropped);
    }

    private void dropOldest(long timeMs) {
      Automaton<T> rule = null;
      long oldest = Long.MAX_VALUE;
      for (Automaton<T> candidate : automata.values()) {
        TreeMap<Long, PartialMatch> partials = live.get(candidate.fingerprint());
        if (!partials.isEmpty() && partials.firstKey() < oldest) {
          oldest = partials.firstKey();
          rule = candidate;
        }
      }
      MatchPath<T> path = MatchPath.of(rule, buffer, oldest);
      live.get(rule.fingerprint()).remove(oldest);
      buffer.remove(oldest);
      send(path.unfinished(Unfinished.Reason.DROPPED, timeMs));
    }

    @Override
    public void onMatch(Match<T> match) {
      R result = select.apply(match);
      if (result != null) {
        output.emit(result, eventTimeMs(match.endMs()));
      }
    }

    @Override
    public void onTimedOut(Unfinished<T> unfinished) {
      send(unfinished);
    }

    private void send(Unfinished<T> unfinished) {
      options.unfinished().ifPresent(to -> send(unfinished, to));
    }

    private <U> void send(Unfinished<T> unfinished, PatternOptions.UnfinishedOutput<T, U> to) {
      U value = to.select().apply(unfinished);
      if (value != null) {
        context.emit(to.topic(), value, eventTimeMs(unfinished.endMs()));
      }
    }

    private long eventTimeMs(long timeMs) {
      return options.isProcessingTime() ? context.eventTimeMs() : timeMs;
    }

    @Override
    public void onDeadline(long deadlineMs) {
      if (deadlineMs != Long.MAX_VALUE) {
        context.setTimer(due, deadlineMs + 1);
      }
    }
  }
}
