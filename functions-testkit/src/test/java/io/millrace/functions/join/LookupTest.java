package io.millrace.functions.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.functions.AsyncCall;
import io.millrace.functions.ListSpec;
import io.millrace.functions.Topic;
import io.millrace.functions.stream.Operator;
import io.millrace.testkit.FunctionTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LookupTest {
  record Order(String customerId, String article) {}

  record Customer(String name) {}

  record Enriched(String customerId, String article, String name) {}

  static final Topic<Order> ORDERS = Topic.of("orders", Order.class).keyedBy(Order::customerId);
  static final Topic<Order> FAILED = Topic.of("failed", Order.class).keyedBy(Order::customerId);
  static final Topic<Enriched> ENRICHED =
      Topic.of("enriched", Enriched.class).keyedBy(Enriched::customerId);

  // docs:begin joins
  static final AsyncCall<String, Customer> CUSTOMER =
      AsyncCall.of("customer", String.class, Customer.class, id -> new Customer("name of " + id))
          .attempts(3)
          .timeout(Duration.ofSeconds(2));
  static final Lookup<Order, String, Customer, Enriched> LOOKUP =
      Lookup.of(Order.class, CUSTOMER, Order::customerId, LookupTest::enrich)
          .absentWhen(customer -> customer.name().isEmpty());

  // docs:end

  private static Enriched enrich(Order order, Customer customer) {
    return new Enriched(
        order.customerId(), order.article(), customer == null ? "nobody" : customer.name());
  }

  private static FunctionTest of(Lookup<Order, String, Customer, Enriched> lookup) {
    return FunctionTest.of(app -> app.operator("enrich", ORDERS, () -> lookup, ENRICHED));
  }

  @Test
  void shouldAskOnceForAsLongAsTheAnswerIsKept() {
    List<String> asked = new ArrayList<>();
    try (FunctionTest test = of(LOOKUP.keepFor(Duration.ofMinutes(1)))) {
      test.answer(
          CUSTOMER,
          id -> {
            asked.add(id);
            return new Customer("Ada");
          });
      test.send(ORDERS, new Order("c1", "tea"), 1_000);
      test.send(ORDERS, new Order("c1", "milk"), 2_000);
      test.send(ORDERS, new Order("c2", "milk"), 3_000);
      assertThat(asked).containsExactly("c1", "c2");
      test.advanceTime(Duration.ofSeconds(61));
      test.send(ORDERS, new Order("c1", "cake"), 4_000);
      assertThat(asked).containsExactly("c1", "c2", "c1");
      assertThat(test.records(ENRICHED))
          .extracting(record -> record.value().article() + " @" + record.eventTimeMs())
          .containsExactlyInAnyOrder("tea @1000", "milk @2000", "milk @3000", "cake @4000");
    }
  }

  @Test
  void shouldAskEachTimeIfNothingIsKept() {
    List<String> asked = new ArrayList<>();
    try (FunctionTest test = of(LOOKUP)) {
      test.answer(
          CUSTOMER,
          id -> {
            asked.add(id);
            return new Customer("Ada");
          });
      test.send(ORDERS, new Order("c1", "tea"));
      test.send(ORDERS, new Order("c1", "milk"));
      assertThat(asked).containsExactly("c1", "c1");
      assertThat(test.outputs(ENRICHED)).hasSize(2);
    }
  }

  @Test
  void shouldTellNothingFromNobody() {
    List<String> asked = new ArrayList<>();
    AsyncCall.Body<String, Customer> nobody =
        id -> {
          asked.add(id);
          return new Customer("");
        };
    Lookup<Order, String, Customer, Enriched> keeping = LOOKUP.keepFor(Duration.ofMinutes(1));
    try (FunctionTest test = of(keeping)) {
      test.answer(CUSTOMER, nobody);
      test.send(ORDERS, new Order("c1", "tea"));
      test.send(ORDERS, new Order("c1", "tea"));
      assertThat(test.outputs(ENRICHED)).isEmpty();
      assertThat(asked).hasSize(2);
    }
    asked.clear();
    try (FunctionTest test = of(keeping.left().keepNothingToo())) {
      test.answer(CUSTOMER, nobody);
      test.send(ORDERS, new Order("c1", "tea"));
      test.send(ORDERS, new Order("c1", "milk"));
      assertThat(test.outputs(ENRICHED))
          .extracting(Enriched::name)
          .containsOnly("nobody")
          .hasSize(2);
      assertThat(asked).hasSize(1);
    }
  }

  @Test
  void shouldDoWithFailuresWhatWasChosen() {
    List<String> attempts = new ArrayList<>();
    AsyncCall.Body<String, Customer> failing =
        id -> {
          attempts.add(id);
          throw new IllegalStateException("no route to host");
        };
    try (FunctionTest test = of(LOOKUP)) {
      test.answer(CUSTOMER, failing);
      assertThatThrownBy(() -> test.send(ORDERS, new Order("c1", "tea")))
          .hasMessageContaining("lookup failed: call=customer, request=c1")
          .hasMessageContaining("no route to host");
      assertThat(attempts).hasSize(3);
    }
    try (FunctionTest test = of(LOOKUP.left().nullOnFailure())) {
      test.answer(CUSTOMER, failing);
      test.send(ORDERS, new Order("c1", "tea"));
      assertThat(test.outputs(ENRICHED)).containsExactly(new Enriched("c1", "tea", "nobody"));
    }
    try (FunctionTest test = of(LOOKUP.failuresTo(FAILED))) {
      test.answer(CUSTOMER, failing);
      test.send(ORDERS, new Order("c1", "tea"));
      assertThat(test.outputs(ENRICHED)).isEmpty();
      assertThat(test.outputs(FAILED)).containsExactly(new Order("c1", "tea"));
    }
  }

  @Test
  void shouldForgetWhatWaitedOnceItIsAnswered() {
    try (FunctionTest test = of(LOOKUP)) {
      test.send(ORDERS, new Order("c1", "tea"));
      assertThat(test.outputs(ENRICHED)).containsExactly(new Enriched("c1", "tea", "name of c1"));
      assertThat(test.state("enrich", (ListSpec<?>) LOOKUP.states().get(0), "c1")).isEmpty();
    }
  }

  record Basket(String customerId, List<String> articles) {}

  static final Topic<Basket> BASKETS =
      Topic.of("baskets", Basket.class).keyedBy(Basket::customerId);

  /** Looks up articles; those of a basket come at once, so they wait together. */
  private static FunctionTest ofBaskets(
      UnaryOperator<Lookup<Order, String, Customer, Enriched>> options, List<String> asked) {
    Lookup<Order, String, Customer, Enriched> lookup =
        options.apply(Lookup.of(Order.class, CUSTOMER, Order::article, LookupTest::enrich));
    Operator<Basket, Order> split =
        (basket, context, output) ->
            basket
                .articles()
                .forEach(
                    article ->
                        output.emit(
                            new Order(basket.customerId(), article), context.eventTimeMs()));
    FunctionTest test =
        FunctionTest.of(
            app -> {
              app.operator("split", BASKETS, () -> split, ORDERS);
              app.operator("enrich", ORDERS, () -> lookup, ENRICHED);
            });
    test.answer(
        CUSTOMER,
        id -> {
          asked.add(id);
          return new Customer(id);
        });
    return test;
  }

  @Test
  void shouldKeepTheOrderOfAKeyUnlessToldOtherwise() {
    Basket first = new Basket("c1", List.of("known"));
    Basket second = new Basket("c1", List.of("new", "known"));
    try (FunctionTest test = ofBaskets(l -> l.keepFor(Duration.ofHours(1)), new ArrayList<>())) {
      test.send(BASKETS, first);
      test.send(BASKETS, second);
      assertThat(test.outputs(ENRICHED))
          .extracting(Enriched::article)
          .containsExactly("known", "new", "known");
    }
    try (FunctionTest test =
        ofBaskets(l -> l.keepFor(Duration.ofHours(1)).unordered(), new ArrayList<>())) {
      test.send(BASKETS, first);
      test.send(BASKETS, second);
      assertThat(test.outputs(ENRICHED))
          .extracting(Enriched::article)
          .containsExactly("known", "known", "new");
    }
  }

  @Test
  void shouldShareTheCallOfThoseWhoWaitForTheSame() {
    List<String> asked = new ArrayList<>();
    try (FunctionTest test = ofBaskets(l -> l, asked)) {
      test.send(BASKETS, new Basket("c1", List.of("tea", "milk", "tea", "tea")));
      assertThat(asked).containsExactly("tea", "milk");
      assertThat(test.outputs(ENRICHED))
          .extracting(Enriched::article)
          .containsExactly("tea", "milk", "tea", "tea");
    }
  }

  @Test
  void shouldBoundHowManyWait() {
    try (FunctionTest test =
        ofBaskets(l -> l.maxPending(2).failuresTo(FAILED), new ArrayList<>())) {
      test.send(BASKETS, new Basket("c1", List.of("tea", "milk", "cake")));
      assertThat(test.outputs(FAILED)).containsExactly(new Order("c1", "cake"));
      assertThat(test.outputs(ENRICHED)).hasSize(2);
    }
    assertThatThrownBy(() -> LOOKUP.maxPending(0)).hasMessageContaining("maxPending=0; at least 1");
  }
}
