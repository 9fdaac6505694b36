package io.millrace.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerEventsTest {
  /** Gives nothing until it is closed. */
  private static final class Silent extends InputStream {
    private final CountDownLatch read = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public int read() throws IOException {
      read.countDown();
      try {
        closed.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return -1;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
      return read();
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void shouldEndWhileSomebodyWaitsForTheNextEvent() throws Exception {
    Silent stream = new Silent();
    ServerEvents events = new ServerEvents(stream);
    CompletableFuture<ServerEvents.Event> next =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return events.next();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    stream.read.await();

    events.close();

    assertThat(next.get()).isNull();
  }
}
