package io.millrace.examples.nexmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.functions.connect.ReadStatus;
import io.millrace.functions.connect.SourceOutput;
import io.millrace.functions.connect.SplitReader;
import io.millrace.functions.connect.SplitStart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {
  private static final int COUNT = 100_000;
  private static final List<Event> EVENTS = arriving(7, COUNT);

  private static List<Event> arriving(long seed, int count) {
    EventGenerator generator = new EventGenerator(seed);
    return LongStream.range(0, count).mapToObj(i -> generator.arriving(i, count)).toList();
  }

  private static <T extends Event> List<T> all(Class<T> type) {
    return EVENTS.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static double share(long part, long whole) {
    return (double) part / whole;
  }

  @Test
  void shouldMakeOnePersonThreeAuctionsAndFortySixBidsOfFiftyEvents() {
    assertThat(all(Person.class)).hasSize(COUNT / 50);
    assertThat(all(Auction.class)).hasSize(COUNT / 50 * 3);
    assertThat(all(Bid.class)).hasSize(COUNT / 50 * 46);
  }

  @Test
  void shouldArriveOutOfOrderByLessThanTwoSecondsWithEachTimeOnce() {
    Set<Long> times = new HashSet<>();
    long latest = 0;
    long most = 0;
    for (Event event : EVENTS) {
      latest = Math.max(latest, event.dateTime());
      most = Math.max(most, latest - event.dateTime());
      times.add(event.dateTime());
    }
    assertThat(most).isBetween(1_500L, EventGenerator.DISORDER_MS - 1);
    assertThat(times)
        .hasSize(COUNT)
        .allMatch(time -> (time - EventGenerator.START_MS) % 3 == 0)
        .allMatch(time -> time < EventGenerator.START_MS + 3L * COUNT);
  }

  @Test
  void shouldGiveAnAuctionsBidsDifferentPrices() {
    Map<Long, Set<Long>> prices = new HashMap<>();
    for (Bid bid : all(Bid.class)) {
      assertThat(prices.computeIfAbsent(bid.auction(), id -> new HashSet<>()).add(bid.price()))
          .as(bid.toString())
          .isTrue();
    }
    long[] ranks = new long[4];
    all(Bid.class).forEach(bid -> ranks[bid.rank()]++);
    for (int rank = 1; rank <= 3; rank++) {
      assertThat(share(ranks[rank], COUNT)).isCloseTo(0.92 / 3, within(0.01));
    }
  }

  @Test
  void shouldPreferTheHot() {
    List<Bid> bids = all(Bid.class);
    long hotAuctions = bids.stream().filter(bid -> bid.auction() % 100 == 0).count();
    long hotBidders = bids.stream().filter(bid -> bid.bidder() % 100 == 1).count();
    long hotChannels = bids.stream().filter(bid -> !bid.channel().startsWith("channel-")).count();
    List<Auction> auctions = all(Auction.class);
    long hotSellers = auctions.stream().filter(auction -> auction.seller() % 100 == 0).count();

    assertThat(share(hotAuctions, bids.size())).isCloseTo(0.505, within(0.02));
    assertThat(share(hotBidders, bids.size())).isCloseTo(0.75, within(0.02));
    assertThat(share(hotChannels, bids.size())).isCloseTo(0.5, within(0.02));
    assertThat(share(hotSellers, auctions.size())).isCloseTo(0.75, within(0.03));
  }

  @Test
  void shouldNameOnlyPersonsAndAuctionsThatThereAreBefore() {
    Map<Long, Long> persons = new HashMap<>();
    all(Person.class).forEach(person -> persons.put(person.id(), person.dateTime()));
    Map<Long, Long> auctions = new HashMap<>();
    all(Auction.class).forEach(auction -> auctions.put(auction.id(), auction.dateTime()));

    assertThat(persons).hasSize(COUNT / 50);
    assertThat(auctions).hasSize(COUNT / 50 * 3);
    assertThat(all(Auction.class))
        .allMatch(auction -> persons.get(auction.seller()) < auction.dateTime())
        .allMatch(auction -> auction.expires() > auction.dateTime())
        .allMatch(auction -> auction.category() >= 10 && auction.category() <= 14)
        .extracting(Auction::category)
        .contains(10L, 11L, 12L, 13L, 14L);
    assertThat(all(Bid.class))
        .allMatch(bid -> auctions.get(bid.auction()) < bid.dateTime())
        .allMatch(bid -> persons.get(bid.bidder()) < bid.dateTime());
  }

  @Test
  void shouldMakeTheSameOfOneSeedAndOtherEventsOfAnother() {
    assertThat(arriving(7, 640)).isEqualTo(EVENTS.subList(0, 640));
    assertThat(arriving(8, 640)).doesNotContainAnyElementsOf(EVENTS);
  }

  @Test
  void shouldReadTheSameEventsInAnyNumberOfSplitsFromAnyPosition() throws Exception {
    for (int parts : new int[] {1, 3}) {
      GeneratedEvents source = new GeneratedEvents(7, 5_000, parts);
      Set<Event> read = new LinkedHashSet<>();
      for (String split : source.splits()) {
        List<Event> whole = read(source, split, 0, 100);
        read.addAll(whole);
        for (int position : new int[] {1, 639, 640, 641, whole.size()}) {
          assertThat(read(source, split, position, 64))
              .as(split + " from " + position)
              .isEqualTo(whole.subList(position, whole.size()));
        }
      }
      assertThat(read).hasSize(5_000).containsAll(arriving(7, 5_000));
    }
  }

  private static List<Event> read(GeneratedEvents source, String split, long position, int limit)
      throws Exception {
    List<Event> events = new ArrayList<>();
    SourceOutput<Event> output =
        new SourceOutput<>() {
          @Override
          public void record(Event value, long nextPosition) {
            events.add(value);
            assertThat(nextPosition).isEqualTo(position + events.size());
          }

          @Override
          public void malformed(long nextPosition, String where, String text, String problem) {
            throw new AssertionError(problem);
          }
        };
    try (SplitReader<Event> reader =
        source.open(new SplitStart<>(NexmarkApp.EVENTS, split, position))) {
      while (reader.read(output, limit) == ReadStatus.MORE) {
        assertThat(reader.progress()).isBetween(0.0, 1.0);
      }
      return events;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldRefuseAnAddressThatItDoesNotUnderstand() {
    assertThat(GeneratedEvents.parse("generate:7,1_000"))
        .isEqualTo(new GeneratedEvents(7, 1000, 1));
    assertThat(GeneratedEvents.parse("generate:7,1000,2"))
        .isEqualTo(new GeneratedEvents(7, 1000, 2));
    for (String wrong : List.of("generate:", "generate:7", "generate:a,1", "generate:1,2,3,4")) {
      assertThatThrownBy(() -> GeneratedEvents.parse(wrong))
          .hasMessageContainingAll("events=" + wrong, "generate:SEED,COUNT");
    }
    assertThatThrownBy(() -> GeneratedEvents.parse("generate:7,-1"))
        .hasMessageContaining("events=-1");
  }

  @Test
  void shouldSpreadEventsAsFarAsAsked() {
    EventGenerator dense = new EventGenerator(3, 100);
    assertThat(dense.event(0).dateTime()).isEqualTo(EventGenerator.START_MS);
    assertThat(dense.event(9).dateTime()).isEqualTo(EventGenerator.START_MS);
    assertThat(dense.event(10).dateTime()).isEqualTo(EventGenerator.START_MS + 1);
    assertThat(new EventGenerator(3).event(10).dateTime()).isEqualTo(EventGenerator.START_MS + 30);
    assertThatThrownBy(() -> new EventGenerator(3, 3_001))
        .hasMessageContaining("us=3001; from 1 to 3000");
  }
}
