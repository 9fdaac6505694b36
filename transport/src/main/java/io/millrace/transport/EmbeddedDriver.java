package io.millrace.transport;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.millrace.runtime.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * The media driver of this process and the one client of it, both only for this transport. Opened,
 * worked and closed by the transport's thread.
 */
final class EmbeddedDriver implements AutoCloseable {
  /**
   * Driver and client die together, so neither has to find out that the other is dead; a process
   * that was frozen for long must not take itself for such a case.
   */
  private static final long NEVER_NS = TimeUnit.DAYS.toNanos(365);

  private static final long LONGEST_PARK_NS = 20_000;
  private static final long CONDUCTOR_PARK_NS = 1_000_000;
  private static final long LINGER_NS = 200_000_000;
  private static final int STREAMS = 1024;

  private final DriverDirectory directory;
  private final MediaDriver driver;
  private final Aeron aeron;
  private final AgentInvoker driverWork;
  private final AgentInvoker clientWork;

  private EmbeddedDriver(DriverDirectory directory, MediaDriver driver, Aeron aeron) {
    this.directory = directory;
    this.driver = driver;
    this.aeron = aeron;
    this.driverWork = driver.sharedAgentInvoker();
    this.clientWork = aeron.conductorAgentInvoker();
  }

  /** Starts driver and client; {@code adjustment} is for tests that lose datagrams. */
  static EmbeddedDriver launch(
      TransportSettings settings,
      Clock clock,
      ErrorHandler errors,
      UnaryOperator<MediaDriver.Context> adjustment) {
    DriverDirectory directory = DriverDirectory.take(settings.directory());
    MediaDriver driver = null;
    try {
      driver =
          MediaDriver.launch(adjustment.apply(driverContext(settings, clock, errors, directory)));
      Aeron aeron = Aeron.connect(clientContext(clock, errors, driver));
      return new EmbeddedDriver(directory, driver, aeron);
    } catch (RuntimeException e) {
      if (driver != null) {
        driver.close();
      }
      directory.close();
      throw e;
    }
  }

  private static MediaDriver.Context driverContext(
      TransportSettings settings, Clock clock, ErrorHandler errors, DriverDirectory directory) {
    long livenessNs = settings.liveness().toNanos();
    return new MediaDriver.Context()
        .aeronDirectoryName(directory.path().toString())
        .dirDeleteOnShutdown(true)
        .threadingMode(mode(settings.threading()))
        .conductorIdleStrategy(backoff(CONDUCTOR_PARK_NS))
        .senderIdleStrategy(backoff(LONGEST_PARK_NS))
        .receiverIdleStrategy(backoff(LONGEST_PARK_NS))
        .sharedIdleStrategy(backoff(LONGEST_PARK_NS))
        .socketRcvbufLength(Channels.SOCKET_BUFFER)
        .socketSndbufLength(Channels.SOCKET_BUFFER)
        .initialWindowLength(Channels.WINDOW)
        .publicationTermBufferLength(Channels.TERM)
        .streamSessionLimit(STREAMS)
        .imageLivenessTimeoutNs(livenessNs)
        .publicationConnectionTimeoutNs(livenessNs)
        .publicationLingerTimeoutNs(LINGER_NS)
        .clientLivenessTimeoutNs(NEVER_NS)
        .publicationUnblockTimeoutNs(2 * NEVER_NS)
        .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(NEVER_NS))
        .nanoClock(clock::nanoTime)
        .epochClock(clock::nowMs)
        .errorHandler(errors);
  }

  private static Aeron.Context clientContext(Clock clock, ErrorHandler errors, MediaDriver driver) {
    return new Aeron.Context()
        .aeronDirectoryName(driver.aeronDirectoryName())
        .useConductorAgentInvoker(true)
        .driverAgentInvoker(driver.sharedAgentInvoker())
        .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(NEVER_NS))
        .nanoClock(clock::nanoTime)
        .epochClock(clock::nowMs)
        .errorHandler(errors);
  }

  private static ThreadingMode mode(Threading threading) {
    return switch (threading) {
      case AGENT -> ThreadingMode.INVOKER;
      case SHARED -> ThreadingMode.SHARED;
      case DEDICATED -> ThreadingMode.DEDICATED;
    };
  }

  private static IdleStrategy backoff(long longestNs) {
    return new BackoffIdleStrategy(10, 20, 1_000, longestNs);
  }

  /** One turn of what has no thread of its own; returns how much was done. */
  int work() {
    int work = clientWork.invoke();
    return driverWork == null ? work : work + driverWork.invoke();
  }

  Aeron aeron() {
    return aeron;
  }

  @Override
  public void close() {
    try {
      aeron.close();
      driver.close();
    } finally {
      directory.close();
    }
  }
}
