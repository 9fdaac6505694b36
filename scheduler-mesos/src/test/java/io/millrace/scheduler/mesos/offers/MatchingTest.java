package io.millrace.scheduler.mesos.offers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.scheduler.mesos.offers.Matching.AgentLaunch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.mesos.v1.Protos.AgentID;
import org.apache.mesos.v1.Protos.Attribute;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.OfferID;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TimeInfo;
import org.apache.mesos.v1.Protos.Unavailability;
import org.apache.mesos.v1.Protos.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchingTest {
  private static final Demand DEMAND = new Demand(1, 1000);

  private static Resource resource(String name, double amount, String role) {
    Resource.Builder resource =
        Resource.newBuilder()
            .setName(name)
            .setType(Value.Type.SCALAR)
            .setScalar(Value.Scalar.newBuilder().setValue(amount));
    if (!role.equals("*")) {
      resource.addReservations(
          Resource.ReservationInfo.newBuilder()
              .setType(Resource.ReservationInfo.Type.STATIC)
              .setRole(role));
    }
    return resource.build();
  }

  private static Offer.Builder offer(String id, String agent, double cpus, double mem) {
    return Offer.newBuilder()
        .setId(OfferID.newBuilder().setValue(id))
        .setFrameworkId(FrameworkID.newBuilder().setValue("f"))
        .setAgentId(AgentID.newBuilder().setValue(agent))
        .setHostname("host-" + agent)
        .addResources(resource("cpus", cpus, "*"))
        .addResources(resource("mem", mem, "*"));
  }

  private static Attribute.Builder attribute(String name, Value.Type type) {
    return Attribute.newBuilder().setName(name).setType(type);
  }

  private static Wish wish(int number) {
    return new Wish("w" + number, null, false);
  }

  private static Matching match(List<Wish> wishes, Offer.Builder... offers) {
    return match(wishes, List.of(), Map.of(), offers);
  }

  private static Matching match(
      List<Wish> wishes,
      List<Constraint> constraints,
      Map<String, Integer> load,
      Offer.Builder... offers) {
    return Matching.of(
        wishes, Stream.of(offers).map(Offer.Builder::build).toList(), DEMAND, constraints, load);
  }

  private static Map<String, String> places(Matching matching) {
    Map<String, String> places = new HashMap<>();
    for (AgentLaunch launch : matching.launches()) {
      launch.workers().forEach(worker -> places.put(worker.worker(), launch.agent()));
    }
    return places;
  }

  private static List<String> ids(List<OfferID> offers) {
    return offers.stream().map(OfferID::getValue).toList();
  }

  private static double sum(List<Resource> resources, String name) {
    return resources.stream()
        .filter(one -> one.getName().equals(name))
        .mapToDouble(one -> one.getScalar().getValue())
        .sum();
  }

  @Test
  void shouldSpreadWorkersOverAgentsAndCountThoseThatAreThere() {
    Matching matching =
        match(
            List.of(wish(1), wish(2), wish(3)),
            List.of(),
            Map.of("a", 2, "b", 1),
            offer("1", "a", 8, 8000),
            offer("2", "b", 8, 8000),
            offer("3", "c", 8, 8000));
    assertThat(places(matching)).containsEntry("w1", "c").containsValue("b");
    assertThat(places(matching)).doesNotContainValue("a");
    assertThat(ids(matching.unused())).containsExactly("1");
  }

  @Test
  void shouldPreferTheAgentWithTheJournalToAnEmptyOne() {
    Wish home = new Wish("w1", "b", false);
    assertThat(
            places(
                match(
                    List.of(wish(2), home),
                    List.of(),
                    Map.of("b", 5),
                    offer("1", "a", 1, 1000),
                    offer("2", "b", 1, 1000))))
        .containsEntry("w1", "b")
        .containsEntry("w2", "a");
  }

  @Test
  void shouldWaitForHomeOnlyIfItIsTold() {
    Offer.Builder elsewhere = offer("1", "a", 1, 1000);
    assertThat(places(match(List.of(new Wish("w1", "b", true)), elsewhere))).isEmpty();
    assertThat(places(match(List.of(new Wish("w1", "b", false)), elsewhere)))
        .containsEntry("w1", "a");
  }

  @Test
  void shouldPutSeveralOffersOfAnAgentTogether() {
    Matching matching =
        match(List.of(wish(1)), offer("1", "a", 0.5, 900), offer("2", "a", 0.5, 100));
    AgentLaunch launch = matching.launches().get(0);
    assertThat(ids(launch.offers())).containsExactly("1", "2");
    List<Resource> taken = launch.workers().get(0).resources();
    assertThat(sum(taken, "cpus")).isEqualTo(1);
    assertThat(sum(taken, "mem")).isEqualTo(1000);
  }

  @Test
  void shouldTakeWhatIsReservedForItsRoleFirst() {
    Offer.Builder offer =
        offer("1", "a", 4, 4000)
            .addResources(resource("mem", 400, "eng"))
            .addResources(resource("cpus", 1, "eng"));
    List<Resource> taken =
        match(List.of(wish(1)), offer).launches().get(0).workers().get(0).resources();
    assertThat(taken)
        .containsExactly(
            resource("cpus", 1, "eng"), resource("mem", 400, "eng"), resource("mem", 600, "*"));
  }

  @Test
  void shouldLeaveWhatMayBeTakenBackOrBelongsToADisk() {
    Offer.Builder offer = offer("1", "a", 0.5, 500);
    Resource more = resource("mem", 5000, "*");
    offer.addResources(more.toBuilder().setRevocable(Resource.RevocableInfo.getDefaultInstance()));
    offer.addResources(more.toBuilder().setDisk(Resource.DiskInfo.getDefaultInstance()));
    offer.addResources(more.toBuilder().setShared(Resource.SharedInfo.getDefaultInstance()));
    assertThat(match(List.of(wish(1)), offer).launches()).isEmpty();
  }

  @Test
  void shouldComeToAgentsThatAreTakenDownLast() {
    Offer.Builder going =
        offer("1", "a", 8, 8000)
            .setUnavailability(
                Unavailability.newBuilder().setStart(TimeInfo.newBuilder().setNanoseconds(1)));
    Map<String, Integer> load = Map.of("b", 3);
    assertThat(places(match(List.of(wish(1)), List.of(), load, going, offer("2", "b", 1, 1000))))
        .containsEntry("w1", "b");
    assertThat(places(match(List.of(wish(1)), going))).containsEntry("w1", "a");
  }

  @Test
  void shouldPassOverOffersWithoutProcessorsOrMemory() {
    Matching matching =
        match(
            List.of(wish(1)),
            offer("1", "a", 0.1, 8000),
            offer("2", "b", 8, 10).clearResources(),
            offer("3", "c", 1, 1000));
    assertThat(places(matching)).containsEntry("w1", "c");
    assertThat(ids(matching.unused())).containsExactly("1", "2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rack=r[12]",
        "num=3[.]5",
        "level=1-10,20-30",
        "os=a,b",
        "hostname=host-a",
        "hostname=.*a"
      })
  void shouldFindAgentsByConstraints(String text) {
    Offer.Builder with =
        offer("1", "a", 4, 4000)
            .addAttributes(
                attribute("rack", Value.Type.TEXT).setText(Value.Text.newBuilder().setValue("r1")))
            .addAttributes(
                attribute("num", Value.Type.SCALAR)
                    .setScalar(Value.Scalar.newBuilder().setValue(3.5)))
            .addAttributes(
                attribute("level", Value.Type.RANGES)
                    .setRanges(
                        Value.Ranges.newBuilder()
                            .addRange(Value.Range.newBuilder().setBegin(1).setEnd(10))
                            .addRange(Value.Range.newBuilder().setBegin(20).setEnd(30))))
            .addAttributes(
                attribute("os", Value.Type.SET)
                    .setSet(Value.Set.newBuilder().addItem("a").addItem("b")));
    Offer.Builder without =
        offer("2", "b", 8, 8000)
            .addAttributes(
                attribute("rack", Value.Type.TEXT)
                    .setText(Value.Text.newBuilder().setValue("r11")));
    Matching matching =
        match(List.of(wish(1), wish(2)), List.of(Constraint.parse(text)), Map.of(), with, without);
    assertThat(places(matching)).isEqualTo(Map.of("w1", "a", "w2", "a"));
    assertThat(ids(matching.unused())).containsExactly("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "rack", "=r1", "rack=", "rack=["})
  void shouldRefuseConstraintsThatAreNone(String text) {
    assertThatThrownBy(() -> Constraint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("constraint: " + text);
  }

  @Test
  void shouldGiveContainersHeadRoomAboveTheProcess() {
    assertThat(Demand.of(512, 2)).isEqualTo(new Demand(2, 576));
    assertThat(Demand.of(4000, 1)).isEqualTo(new Demand(1, 4400));
  }

  @Test
  void shouldKeepItsPromisesWhateverIsOffered() {
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      List<Offer> offers = new ArrayList<>();
      for (int i = random.nextInt(8); i > 0; i--) {
        Offer.Builder offer =
            offer("o" + i, "a" + random.nextInt(4), random.nextInt(5), random.nextInt(40) * 100.0);
        if (random.nextInt(3) == 0) {
          offer.addResources(resource("mem", random.nextInt(3) * 333.333, "eng"));
        }
        if (random.nextInt(3) == 0) {
          offer.addAttributes(
              attribute("rack", Value.Type.TEXT).setText(Value.Text.newBuilder().setValue("r1")));
        }
        offers.add(offer.build());
      }
      List<Wish> wishes =
          IntStream.range(0, random.nextInt(7))
              .mapToObj(
                  i -> {
                    String home = random.nextBoolean() ? null : "a" + random.nextInt(5);
                    return new Wish("w" + i, home, home != null && random.nextBoolean());
                  })
              .toList();
      List<Constraint> constraints =
          random.nextInt(3) == 0 ? List.of(Constraint.parse("rack=r1")) : List.of();
      check("seed " + seed, wishes, offers, constraints);
    }
  }

  private static void check(
      String seed, List<Wish> wishes, List<Offer> offers, List<Constraint> constraints) {
    Matching matching = Matching.of(wishes, offers, DEMAND, constraints, Map.of());
    Set<String> seen = new HashSet<>(ids(matching.unused()));
    Map<String, String> places = places(matching);
    int launched = 0;
    for (AgentLaunch launch : matching.launches()) {
      List<Offer> own =
          offers.stream().filter(offer -> launch.offers().contains(offer.getId())).toList();
      assertThat(own).as(seed).isNotEmpty();
      assertThat(own)
          .as(seed)
          .allMatch(offer -> offer.getAgentId().getValue().equals(launch.agent()))
          .allMatch(offer -> constraints.stream().allMatch(one -> one.holds(offer)));
      launch.offers().forEach(id -> assertThat(seen.add(id.getValue())).as(seed).isTrue());
      List<Resource> given =
          own.stream().flatMap(offer -> offer.getResourcesList().stream()).toList();
      List<Resource> taken =
          launch.workers().stream().flatMap(worker -> worker.resources().stream()).toList();
      for (String name : List.of("cpus", "mem")) {
        for (String role : List.of("*", "eng")) {
          assertThat(sum(ofRole(taken, role), name))
              .as(seed)
              .isLessThanOrEqualTo(sum(ofRole(given, role), name) + 0.001);
        }
      }
      launch
          .workers()
          .forEach(
              worker -> {
                assertThat(sum(worker.resources(), "cpus")).as(seed).isEqualTo(DEMAND.cpus());
                assertThat(sum(worker.resources(), "mem"))
                    .as(seed)
                    .isCloseTo(DEMAND.memoryMb(), org.assertj.core.data.Offset.offset(0.001));
              });
      launched += launch.workers().size();
    }
    assertThat(seen).as(seed).hasSize(offers.size());
    assertThat(places).as(seed).hasSize(launched);
    for (Wish wish : wishes) {
      String place = places.get(wish.worker());
      if (wish.onlyAtHome() && place != null) {
        assertThat(place).as(seed).isEqualTo(wish.home());
      }
      if (place == null && !wish.onlyAtHome()) {
        // nobody has room left for whom there is no place
        List<Offer> unused =
            offers.stream().filter(offer -> matching.unused().contains(offer.getId())).toList();
        Matching again = Matching.of(List.of(wish(99)), unused, DEMAND, constraints, Map.of());
        assertThat(again.launches()).as(seed).isEmpty();
      }
    }
  }

  private static List<Resource> ofRole(List<Resource> resources, String role) {
    return resources.stream()
        .filter(one -> one.getReservationsCount() == (role.equals("*") ? 0 : 1))
        .toList();
  }
}
