export {
  type Announcement,
  type AnnouncementDeviations,
  announcementContract,
} from "./announcement.ts";
export { type Discovery, type DiscoveryDeviations, discoveryContract } from "./discovery.ts";
