package io.millrace.cluster.scheduler.shipping;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;

/** Flags of this JVM for processes on other hosts. */
public final class JvmFlags {
  /** What is of use on the host of the command line only. */
  private static final Pattern NOT_SHIPPED =
      Pattern.compile(
          "-X(m[sxn]|ss).*|-XX:(Initial|Max|Min)RAM.*|-XX:(Initial|Max)HeapSize=.*|-Xshare.*"
              + "|-Xlog.*|-XX:SharedArchiveFile=.*|-XX:ArchiveClassesAtExit=.*"
              + "|-XX:CompilationMode=.*|-XX:ActiveProcessorCount=.*"
              + "|-XX:(Reserved|CompressedClass|MaxDirect).*|-agentlib.*|-agentpath.*|-javaagent.*"
              + "|-Xrunjdwp.*|-Xdebug|-Dcom\\.sun\\.management\\..*|-Dmillrace\\..*");

  private JvmFlags() {}

  /** Those that are as good on other hosts. */
  public static List<String> shipped() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !NOT_SHIPPED.matcher(flag).matches())
        .toList();
  }
}
