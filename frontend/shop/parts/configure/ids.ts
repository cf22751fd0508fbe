/** The id in the document of a group's heading. */
export const groupId = (id: string): string => `group-${id.replace(/[^\w-]/g, '_')}`;
/** The id in the document of an option's section. */
export const optionId = (path: string): string => `option-${path.replace(/[^\w-]/g, '_')}`;
