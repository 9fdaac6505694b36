package io.millrace.cluster.scheduler.shipping;

import java.util.List;

/**
 * What a process gets of its container's memory, in MiB. Who grants containers counts, where it is
 * told to enforce anything, all that is resident: also buffers outside the heap, mapped pages of
 * journals, and the transport's buffers in {@code /dev/shm}.
 *
 * @param heap the largest heap
 * @param direct the largest sum of buffers outside of it
 */
public record MemoryShares(int heap, int direct) {
  /** Classes, compiled code, stacks, the collector. */
  private static final int JVM_MB = 144;

  private static final int LEAST_HEAP_MB = 64;

  /** Half of what the JVM leaves is heap, an eighth buffers; the rest is for what is mapped. */
  public static MemoryShares of(int containerMb) {
    int left = Math.max(0, containerMb - JVM_MB);
    return new MemoryShares(Math.max(LEAST_HEAP_MB, left / 2), Math.max(32, left / 8));
  }

  /** As flags of the JVM. */
  public List<String> flags() {
    return List.of(
        "-Xmx" + heap + "m",
        "-XX:MaxDirectMemorySize=" + direct + "m",
        "-XX:ReservedCodeCacheSize=64m",
        "-XX:CompressedClassSpaceSize=64m",
        "-Xss512k");
  }
}
