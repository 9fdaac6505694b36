package io.millrace.functions.pattern;

import io.millrace.functions.pattern.Automaton.Edge;
import io.millrace.functions.pattern.Automaton.Exit;
import io.millrace.functions.pattern.Automaton.Loop;
import io.millrace.functions.pattern.Automaton.Not;
import io.millrace.functions.pattern.Automaton.Position;
import io.millrace.functions.pattern.Fragment.Choice;
import io.millrace.functions.pattern.Fragment.Port;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes an automaton of a pattern: the position automaton of regular expressions (Glushkov), with
 * counters for loops. A compiler makes one.
 */
final class PatternCompiler<T> {

  /** An edge that is not finished: loops around it may add to it. */
  private static final class Draft<T> {
    final Port<T> from;
    final Port<T> to;
    final Join join;
    final Loop repeated;
    final long gapMs;
    final List<Choice> taken = new ArrayList<>();
    final List<Choice> passed = new ArrayList<>();
    final List<Condition<T>> stops = new ArrayList<>();
    long guards;

    Draft(Port<T> from, Port<T> to, Join join, Loop repeated, long gapMs) {
      this.from = from;
      this.to = to;
      this.join = join;
      this.repeated = repeated;
      this.gapMs = gapMs;
      taken.addAll(to.taken());
      passed.addAll(from.passed());
      passed.addAll(to.passed());
    }
  }

  private final Pattern<T> pattern;
  private final List<Position<T>> positions = new ArrayList<>();
  private final List<Draft<T>> drafts = new ArrayList<>();
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> steps = new LinkedHashSet<>();
  private final List<String> faults = new ArrayList<>();
  private int loops;
  private int elements;

  private PatternCompiler(Pattern<T> pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException if it has faults; lists all of them
   */
  static <T> Automaton<T> compile(String rule, int version, Pattern<T> pattern) {
    return new PatternCompiler<>(pattern).compile(rule, version);
  }

  private Automaton<T> compile(String rule, int version) {
    Fragment<T> whole = sequence(pattern);
    checkSkip(pattern.skip());
    if (whole.canBeNothing()) {
      faults.add("every step may be left out; a match needs a record");
    }
    Port<T> nowhere = Port.at(Port.NOWHERE);
    for (Port<T> entry : whole.entries()) {
      if (!entry.nots().isEmpty()) {
        faults.add(
            "not-step without a record before it: every step before it may be left out, and "
                + positions.get(entry.position()).name()
                + " may begin the match");
      }
      drafts.add(new Draft<>(nowhere, entry, Join.FOLLOWED_BY_ANY, null, Long.MAX_VALUE));
    }
    List<Exit> exits = exits(whole.exits());
    List<List<Edge<T>>> edges = new ArrayList<>();
    for (int position = Port.NOWHERE; position < positions.size(); position++) {
      edges.add(edgesFrom(position));
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "pattern has faults:"
              + (rule.isEmpty() ? "" : " rule=" + rule + ", version=" + version)
              + "\n  - "
              + String.join("\n  - ", faults));
    }
    List<Edge<T>> starts = edges.remove(0);
    return new Automaton<>(
        rule,
        version,
        List.copyOf(positions),
        List.copyOf(edges),
        starts,
        exits,
        loops,
        pattern.withinMs(),
        pattern.skip(),
        Collections.unmodifiableSet(steps),
        fingerprint(rule, version, edges));
  }

  private Fragment<T> sequence(Pattern<T> sequence) {
    faults.addAll(sequence.faults());
    List<Port<T>> open = List.of(Port.at(Port.NOWHERE));
    List<Port<T>> entries = new ArrayList<>();
    for (Element<T> element : sequence.elements()) {
      if (element.join().isNot()) {
        name(element);
        Not<T> not = new Not<>(element.condition(), element.join() == Join.NOT_NEXT);
        open = open.stream().map(port -> port.without(not)).toList();
        continue;
      }
      int number = elements++;
      Fragment<T> part = quantified(element, number);
      List<Port<T>> after = new ArrayList<>(part.exits());
      for (Port<T> before : open) {
        for (Port<T> entry : part.entries()) {
          if (before.position() == Port.NOWHERE) {
            entries.add(entry.after(before));
          } else {
            drafts.add(new Draft<>(before, entry, element.join(), null, Long.MAX_VALUE));
          }
        }
        if (element.repeat().optional()) {
          boolean greedy = element.repeat().greedy();
          after.add(greedy ? before.passing(new Choice(number, false, null)) : before);
        }
      }
      open = after;
    }
    List<Port<T>> exits = open.stream().filter(port -> port.position() >= 0).toList();
    return new Fragment<>(entries, exits, exits.size() < open.size());
  }

  private Fragment<T> quantified(Element<T> element, int number) {
    checkQuantifier(element);
    int firstDraft = drafts.size();
    int firstPosition = positions.size();
    Fragment<T> body = element.isGroup() ? alternatives(element) : step(element);
    List<Port<T>> entries = body.entries();
    List<Port<T>> exits = body.exits();
    boolean greedy = element.repeat().greedy();
    if (element.isLoop()) {
      Loop loop = new Loop(loops++, element.repeat().min(), element.repeat().max());
      Choice again = new Choice(number, true, null);
      for (Port<T> exit : exits) {
        for (Port<T> entry : entries) {
          Port<T> next = entry.inRoundOf(loop);
          Draft<T> back = new Draft<>(exit, next, element.inner(), loop, element.repeatWithinMs());
          if (greedy) {
            back.taken.add(again);
          }
          drafts.add(back);
        }
      }
      entries = entries.stream().map(entry -> entry.through(loop)).toList();
      exits = exits.stream().map(exit -> exit.through(loop)).toList();
      if (greedy) {
        exits = exits.stream().map(exit -> exit.passing(again)).toList();
      }
    }
    if (greedy && element.repeat().optional()) {
      Choice in = new Choice(number, false, null);
      entries = entries.stream().map(entry -> entry.taking(in)).toList();
    }
    if (element.until() != null) {
      drafts.subList(firstDraft, drafts.size()).forEach(d -> d.stops.add(element.until()));
      for (int i = firstPosition; i < positions.size(); i++) {
        Position<T> inside = positions.get(i);
        List<Condition<T>> untils = Fragment.plus(inside.untils(), element.until());
        positions.set(i, new Position<>(inside.name(), inside.condition(), untils));
      }
    }
    return new Fragment<>(entries, exits, false);
  }

  private Fragment<T> step(Element<T> element) {
    name(element);
    steps.add(element.name());
    positions.add(new Position<>(element.name(), element.condition(), List.of()));
    List<Port<T>> port = List.of(Port.at(positions.size() - 1));
    return new Fragment<>(port, port, false);
  }

  private Fragment<T> alternatives(Element<T> group) {
    List<Port<T>> entries = new ArrayList<>();
    List<Port<T>> exits = new ArrayList<>();
    if (group.alternatives().isEmpty()) {
      faults.add("group without alternatives; give at least one");
    }
    for (Pattern<T> alternative : group.alternatives()) {
      Fragment<T> part = sequence(alternative);
      entries.addAll(part.entries());
      exits.addAll(part.exits());
      String first = alternative.elements().get(0).name();
      if (part.canBeNothing()) {
        faults.add("group in which every step may be left out; make the group optional: " + first);
      }
      if (alternative.withinMs() != Long.MAX_VALUE || alternative.gapMs() != Long.MAX_VALUE) {
        faults.add("time bound of a group: first step=" + first + "; say it of the whole pattern");
      }
      if (alternative.skip().kind() != Skip.Kind.NONE) {
        faults.add("skip of a group: first step=" + first + "; say it of the whole pattern");
      }
    }
    return new Fragment<>(entries, exits, false);
  }

  private List<Exit> exits(List<Port<T>> ports) {
    List<Exit> exits = new ArrayList<>(Collections.nCopies(positions.size(), Exit.NONE));
    boolean bounded = pattern.withinMs() != Long.MAX_VALUE || pattern.gapMs() != Long.MAX_VALUE;
    for (Port<T> port : ports) {
      if (port.nots().isEmpty()) {
        exits.set(port.position(), new Exit(true, port.loops()));
      } else {
        Port<T> end = Port.at(Automaton.END);
        drafts.add(new Draft<>(port, end, Join.FOLLOWED_BY_ANY, null, Long.MAX_VALUE));
      }
      if (!bounded && port.nots().stream().anyMatch(not -> !not.nextOnly())) {
        faults.add("notFollowedBy at the end without a time: it would never be over; add within()");
        return exits;
      }
    }
    return exits;
  }

  /** Puts the edges of a position in an order in which those that go first come first. */
  private List<Edge<T>> edgesFrom(int position) {
    List<Draft<T>> all = new ArrayList<>();
    for (Draft<T> draft : drafts) {
      if (draft.from.position() == position) {
        all.add(draft);
      }
    }
    if (all.size() > Automaton.MAX_EDGES) {
      faults.add(
          "too many ways on from a step: step="
              + (position < 0 ? "(begin)" : positions.get(position).name())
              + ", ways="
              + all.size()
              + "; at most "
              + Automaton.MAX_EDGES);
      return List.of();
    }
    List<Draft<T>> ordered = new ArrayList<>();
    while (ordered.size() < all.size()) {
      int before = ordered.size();
      for (Draft<T> draft : all) {
        if (!ordered.contains(draft) && ordered.containsAll(guards(draft, all))) {
          for (Draft<T> guard : guards(draft, all)) {
            draft.guards |= 1L << ordered.indexOf(guard);
          }
          ordered.add(draft);
        }
      }
      if (ordered.size() == before) {
        throw new IllegalStateException("greedy steps go before each other; this is a defect");
      }
    }
    return ordered.stream().map(this::finished).toList();
  }

  private List<Draft<T>> guards(Draft<T> draft, List<Draft<T>> all) {
    return all.stream()
        .filter(other -> other != draft && !Collections.disjoint(other.taken, draft.passed))
        .toList();
  }

  private Edge<T> finished(Draft<T> draft) {
    return new Edge<>(
        draft.to.position(),
        draft.join,
        draft.from.loops(),
        draft.repeated,
        draft.to.loops(),
        Fragment.concat(draft.from.nots(), draft.to.nots()),
        List.copyOf(draft.stops),
        draft.from.position() < 0 ? Long.MAX_VALUE : Math.min(draft.gapMs, pattern.gapMs()),
        draft.guards);
  }

  private void name(Element<T> element) {
    if (!names.add(element.name())) {
      faults.add("name given twice: step=" + element.name() + "; each step needs its own");
    }
  }

  private void checkQuantifier(Element<T> element) {
    String step = element.isGroup() ? "(group)" : element.name();
    Element.Repeat repeat = element.repeat();
    if (repeat.greedy() && !element.isLoop() && !repeat.optional()) {
      faults.add("greedy without a choice: step=" + step + "; give times, oneOrMore or optional");
    }
    boolean loopsOnly =
        element.inner() != Join.FOLLOWED_BY
            || element.until() != null
            || element.repeatWithinMs() != Long.MAX_VALUE;
    if (loopsOnly && !element.isLoop()) {
      faults.add(
          "consecutive, allowCombinations, until or repeatWithin of what is not repeated: step="
              + step
              + "; give times or oneOrMore");
    }
  }

  private void checkSkip(Skip skip) {
    boolean named = skip.kind() == Skip.Kind.TO_FIRST || skip.kind() == Skip.Kind.TO_LAST;
    if (named && !steps.contains(skip.step())) {
      faults.add("skip to a step that is not there: step=" + skip.step() + "; steps=" + steps);
    }
  }

  /** FNV-1a of the shape; conditions are code and have none. */
  private long fingerprint(String rule, int version, List<List<Edge<T>>> edges) {
    StringBuilder shape = new StringBuilder(rule).append('\n').append(version).append('\n');
    shape.append(names).append(pattern.withinMs());
    for (List<Edge<T>> from : edges) {
      for (Edge<T> edge : from) {
        shape.append(edge.to()).append(edge.join()).append(edge.left()).append(edge.repeated());
        shape.append(edge.entered()).append(edge.gapMs()).append(edge.guards());
        shape.append(edge.nots().size());
      }
      shape.append('\n');
    }
    long hash = 0xcbf29ce484222325L;
    for (byte octet : shape.toString().getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
