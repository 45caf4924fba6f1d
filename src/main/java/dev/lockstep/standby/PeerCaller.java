package dev.lockstep.standby;

/**
 * Who sends a message of the link.
 *
 * @param line the line's name: another one's messages are refused
 * @param pc the sender's name in the line
 * @param run number of the sender's start
 * @param term highest term that the sender knows
 */
public record PeerCaller(String line, String pc, long run, long term) {}
