export {
  type TimelineOptions,
  type TimelineRow,
  type TimelineSpan,
  timelineOf,
  timelineSvg,
} from "./timeline-svg.js";
