package io.millrace.runtime.plan;

import io.millrace.functions.Codec;
import io.millrace.functions.Topic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A topic as the engine runs it. */
public final class TopicPlan {

  /**
   * A function that reads the topic.
   *
   * @param function the function's index in the plan
   * @param input which of its inputs
   */
  public record Binding(int function, int input) {}

  private final int number;
  private final Topic<Object> topic;
  private final Codec<Object> codec;
  private final List<Binding> collected = new ArrayList<>();
  private Binding[] bindings = {};
  private DerivationPlan[] derivations = {};
  private boolean journaled;
  private boolean emitted;
  private boolean sourced;

  @SuppressWarnings("unchecked")
  TopicPlan(int number, Topic<?> topic, Codec<?> codec) {
    this.number = number;
    this.topic = (Topic<Object>) topic;
    this.codec = (Codec<Object>) codec;
    this.journaled = topic.retention().isPresent();
  }

  void bind(Binding binding) {
    collected.add(binding);
    bindings = collected.toArray(Binding[]::new);
  }

  void derive(DerivationPlan derivation) {
    derivations = Arrays.copyOf(derivations, derivations.length + 1);
    derivations[derivations.length - 1] = derivation;
  }

  void markJournaled() {
    journaled = true;
  }

  void markEmitted() {
    emitted = true;
  }

  void markSourced() {
    sourced = true;
  }

  /** What stands for it in frames. */
  public int number() {
    return number;
  }

  /** Its declaration. */
  public Topic<Object> topic() {
    return topic;
  }

  /** Encodes its values. */
  public Codec<Object> codec() {
    return codec;
  }

  /** The functions that read it; shared, not to be changed. */
  @SuppressWarnings("EI_EXPOSE_REP")
  public Binding[] bindings() {
    return bindings;
  }

  /** What is derived from its records; shared, not to be changed. */
  @SuppressWarnings("EI_EXPOSE_REP")
  public DerivationPlan[] derivations() {
    return derivations;
  }

  /** Whether records go to the journal even if their key belongs to the emitting partition. */
  public boolean isJournaled() {
    return journaled;
  }

  /** Whether a function emits to it, or a derivation. */
  public boolean isEmitted() {
    return emitted;
  }

  /** Whether a source feeds it. */
  public boolean isSourced() {
    return sourced;
  }

  /** Whether anybody gets its records, as they are. */
  public boolean isRead() {
    return journaled || bindings.length > 0;
  }

  @Override
  public String toString() {
    return topic.name();
  }
}
