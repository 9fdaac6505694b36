/**
 * Frames as bytes: the fixed header, the records behind it, their checksums.
 *
 * <p>Read {@link io.millrace.runtime.frame.FrameHeader} first; {@code docs/formats/frame.md} is the
 * same as prose. Everything works on byte arrays in place. Nothing here knows what a record means.
 */
package io.millrace.runtime.frame;
