package io.millrace.scheduler.mesos.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.mesos.protobuf.InvalidProtocolBufferException;
import org.apache.mesos.v1.scheduler.Protos.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordedStreamsTest {
  private static final int MOST = 1 << 20;

  static Stream<String> streams() {
    return Recordings.streams();
  }

  @ParameterizedTest
  @MethodSource("streams")
  void shouldDecodeWhatWasRecordedHoweverItIsSplit(String stream) throws RecordException {
    byte[] bytes = Recordings.bytes(stream + ".response.recordio");
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      List<Event> events = new ArrayList<>();
      RecordDecoder decoder = new RecordDecoder(MOST);
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(5000));
        decoder.decode(ByteBuffer.wrap(bytes, at, length), record -> events.add(event(record)));
        at += length;
      }
      assertThat(events).as("seed " + seed).isNotEmpty();
      if (Recordings.exists(stream + ".events.txt")) {
        assertThat(events).as("seed " + seed).isEqualTo(Recordings.events(stream));
      }
    }
  }

  private static Event event(byte[] record) throws RecordException {
    try {
      return Recordings.withoutCapabilities(Event.parseFrom(record));
    } catch (InvalidProtocolBufferException e) {
      throw new RecordException("no event", e);
    }
  }

  @Test
  void shouldEitherReadOrRefuseEventsThatWereDamaged() {
    byte[] bytes = Recordings.bytes("05-task-fates/01-SUBSCRIBE.response.recordio");
    int refused = 0;
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] damaged = bytes.clone();
      for (int i = 1 + random.nextInt(20); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        new RecordDecoder(MOST)
            .decode(
                ByteBuffer.wrap(damaged, 0, random.nextInt(damaged.length)),
                RecordedStreamsTest::event);
      } catch (RecordException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
