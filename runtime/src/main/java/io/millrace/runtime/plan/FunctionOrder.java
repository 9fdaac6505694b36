package io.millrace.runtime.plan;

import io.millrace.functions.FunctionSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.stream.Derivation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How functions feed each other: an order with emitters first, and which topics close cycles. */
final class FunctionOrder {
  private final List<FunctionSpec<Object>> functions = new ArrayList<>();
  private final List<Derivation<?, ?>> derivations;

  @SuppressWarnings("unchecked")
  FunctionOrder(List<FunctionSpec<?>> specs, List<Derivation<?, ?>> derivations) {
    specs.forEach(spec -> functions.add((FunctionSpec<Object>) spec));
    this.derivations = derivations;
  }

  /** The topics whose records come to be on {@code topic}: itself and those it is derived from. */
  Set<Topic<?>> roots(Topic<?> topic) {
    Set<Topic<?>> roots = new LinkedHashSet<>();
    addRoots(topic, roots);
    return roots;
  }

  private void addRoots(Topic<?> topic, Set<Topic<?>> roots) {
    if (roots.add(topic)) {
      for (Derivation<?, ?> derivation : derivations) {
        if (derivation.to().equals(topic)) {
          addRoots(derivation.from(), roots);
        }
      }
    }
  }

  private boolean reads(FunctionSpec<Object> function, Topic<?> topic) {
    return function.inputs().stream().anyMatch(input -> roots(input.topic()).contains(topic));
  }

  private List<FunctionSpec<Object>> readersOf(FunctionSpec<Object> emitter) {
    List<FunctionSpec<Object>> readers = new ArrayList<>();
    for (Topic<?> topic : emitter.emits()) {
      functions.stream().filter(function -> reads(function, topic)).forEach(readers::add);
    }
    return readers;
  }

  /** Emitters before readers; functions of a cycle in the order of declaration. */
  List<FunctionSpec<Object>> ordered() {
    List<FunctionSpec<Object>> postOrder = new ArrayList<>();
    Set<FunctionSpec<Object>> seen = new HashSet<>();
    for (int i = functions.size() - 1; i >= 0; i--) {
      visit(functions.get(i), seen, postOrder);
    }
    Collections.reverse(postOrder);
    return postOrder;
  }

  private void visit(
      FunctionSpec<Object> function,
      Set<FunctionSpec<Object>> seen,
      List<FunctionSpec<Object>> postOrder) {
    if (seen.add(function)) {
      readersOf(function).forEach(reader -> visit(reader, seen, postOrder));
      postOrder.add(function);
    }
  }

  /** Whether some function emits to {@code topic}. */
  boolean isEmitted(Topic<?> topic) {
    return functions.stream().anyMatch(function -> function.emits().contains(topic));
  }

  /** Whether {@code function} feeds, directly or not, a function that emits {@code input}. */
  boolean closesCycle(FunctionSpec<Object> function, Topic<?> input) {
    Set<FunctionSpec<Object>> fed = new HashSet<>();
    visit(function, fed, new ArrayList<>());
    return fed.stream().anyMatch(emitter -> emitter.emits().contains(input));
  }
}
