export {
  consentTimeline,
  type TimelineOptions,
  type TimelineRow,
  type TimelineSpan,
  timelineSvg,
} from "./timeline-svg.js";
