package io.millrace.transport;

import io.millrace.runtime.channel.ChannelSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker's transport is to know.
 *
 * @param name what peers call this worker; unique in the cluster, 1 to 100 bytes of UTF-8
 * @param incarnation which life of that name; a process must have a higher one than those before it
 * @param secret what all members of the cluster know
 * @param encryption whether what travels is sealed with AES-GCM; alike on all members
 * @param host the address to listen at
 * @param port of UDP, or 0: the operating system chooses
 * @param advertisedHost the host at which peers reach this one; of the peers' view, if it differs
 * @param advertisedPort likewise; 0 for the port that is listened at
 * @param directory below it each transport has a directory of its own, in memory if it can be
 * @param threading which threads move datagrams
 * @param mtu bytes of a datagram, or 0: 8,192 on loopback, 1,408 elsewhere
 * @param maxFrameBytes the largest frame or control message; alike on all members
 * @param liveness a peer that is silent for so long is lost
 * @param handshakeTimeout a connection that is not established by then is given up
 * @param retryInterval the time from there to the next try
 */
public record TransportSettings(
    String name,
    long incarnation,
    ClusterSecret secret,
    boolean encryption,
    String host,
    int port,
    String advertisedHost,
    int advertisedPort,
    Path directory,
    Threading threading,
    int mtu,
    int maxFrameBytes,
    Duration liveness,
    Duration handshakeTimeout,
    Duration retryInterval) {

  /** On loopback, without encryption, on a port that the operating system chooses. */
  public static TransportSettings of(String name, long incarnation, ClusterSecret secret) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        false,
        "127.0.0.1",
        0,
        null,
        0,
        memoryDirectory(),
        Threading.forProcessors(Runtime.getRuntime().availableProcessors()),
        0,
        maxFrameBytes(ChannelSettings.DEFAULT),
        Duration.ofSeconds(3),
        Duration.ofSeconds(3),
        Duration.ofMillis(200));
  }

  /** The largest frame that such channels make, with room for watermarks of any topics. */
  public static int maxFrameBytes(ChannelSettings channels) {
    return channels.frameBytes() + channels.recordBytes() + (1 << 20);
  }

  private static Path memoryDirectory() {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
  }

  public TransportSettings {
    List<String> faults = new ArrayList<>();
    if (!isName(name)) {
      faults.add("name=" + name + "; 1 to 100 bytes of UTF-8");
    }
    if (secret == null) {
      faults.add("no secret; the file of the cluster's secret is to be the same on all members");
    }
    if (!WorkerAddress.isHost(host)) {
      faults.add("host=" + host + "; a host name or address to listen at");
    }
    if (advertisedHost != null && !WorkerAddress.isHost(advertisedHost)) {
      faults.add("advertisedHost=" + advertisedHost + "; a host name or address");
    }
    if (port < 0 || port > 65_535 || advertisedPort < 0 || advertisedPort > 65_535) {
      faults.add("port=" + port + ", advertisedPort=" + advertisedPort + "; from 0 to 65535");
    }
    if (mtu != 0 && (mtu < 512 || mtu > 65_504 || mtu % 32 != 0)) {
      faults.add("mtu=" + mtu + "; 0, or a multiple of 32 from 512 to 65504");
    }
    if (maxFrameBytes < 1024 || maxFrameBytes > 1 << 30) {
      faults.add("maxFrameBytes=" + maxFrameBytes + "; from 1 KiB to 1 GiB");
    }
    if (liveness.toMillis() < 100 || handshakeTimeout.toMillis() < 100) {
      faults.add(
          "liveness=" + liveness + ", handshakeTimeout=" + handshakeTimeout + "; 100 ms or more");
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "transport settings out of range: " + String.join(" | ", faults));
    }
  }

  static boolean isName(String name) {
    return name != null
        && !name.isEmpty()
        && name.getBytes(StandardCharsets.UTF_8).length <= Wire.NAME;
  }

  static void checkName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException("name out of range: name=" + name + "; 1 to 100 bytes");
    }
  }

  public TransportSettings withEncryption(boolean on) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        on,
        host,
        port,
        advertisedHost,
        advertisedPort,
        directory,
        threading,
        mtu,
        maxFrameBytes,
        liveness,
        handshakeTimeout,
        retryInterval);
  }

  /** Listens elsewhere; see {@link #host} and {@link #port}. */
  public TransportSettings withListening(String at, int udpPort) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        encryption,
        at,
        udpPort,
        advertisedHost,
        advertisedPort,
        directory,
        threading,
        mtu,
        maxFrameBytes,
        liveness,
        handshakeTimeout,
        retryInterval);
  }

  /** Is reached elsewhere than it listens; see {@link #advertisedHost}. */
  public TransportSettings withAdvertised(String as, int udpPort) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        encryption,
        host,
        port,
        as,
        udpPort,
        directory,
        threading,
        mtu,
        maxFrameBytes,
        liveness,
        handshakeTimeout,
        retryInterval);
  }

  public TransportSettings withDirectory(Path parent) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        encryption,
        host,
        port,
        advertisedHost,
        advertisedPort,
        parent,
        threading,
        mtu,
        maxFrameBytes,
        liveness,
        handshakeTimeout,
        retryInterval);
  }

  public TransportSettings withThreading(Threading threads) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        encryption,
        host,
        port,
        advertisedHost,
        advertisedPort,
        directory,
        threads,
        mtu,
        maxFrameBytes,
        liveness,
        handshakeTimeout,
        retryInterval);
  }

  public TransportSettings withMtu(int bytes) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        encryption,
        host,
        port,
        advertisedHost,
        advertisedPort,
        directory,
        threading,
        bytes,
        maxFrameBytes,
        liveness,
        handshakeTimeout,
        retryInterval);
  }

  public TransportSettings withMaxFrameBytes(int bytes) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        encryption,
        host,
        port,
        advertisedHost,
        advertisedPort,
        directory,
        threading,
        mtu,
        bytes,
        liveness,
        handshakeTimeout,
        retryInterval);
  }

  /** Times after which silence means something. */
  public TransportSettings withTimeouts(Duration silence, Duration handshake, Duration retry) {
    return new TransportSettings(
        name,
        incarnation,
        secret,
        encryption,
        host,
        port,
        advertisedHost,
        advertisedPort,
        directory,
        threading,
        mtu,
        maxFrameBytes,
        silence,
        handshake,
        retry);
  }
}
