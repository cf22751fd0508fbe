// Icons of the shop alone, drawn as those of $ui/icons.
export const zoomIn = 'M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6Zm4.9-1.9L20.5 20.5M10.8 8v5.6M8 10.8h5.6';
export const zoomOut = 'M10.8 17.6a6.8 6.8 0 1 0 0-13.6 6.8 6.8 0 0 0 0 13.6Zm4.9-1.9L20.5 20.5M8 10.8h5.6';
export const share = 'M12 15V4m-4 4 4-4 4 4M6 12v7.5h12V12';
export const chat = 'M4 5h16v11H10l-4.5 4v-4H4V5Zm4 4h8m-8 3.2h5';
export const undo = 'M8.5 4.5 4 9l4.5 4.5M4 9h10.5a5.5 5.5 0 0 1 0 11H11';
export const redo = 'M15.5 4.5 20 9l-4.5 4.5M20 9H9.5a5.5 5.5 0 0 0 0 11H13';
export const sliders = 'M4 7h9m4 0h3M4 17h3m4 0h9M15 9.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Zm-6 10a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z';
export const wand = 'm5 19 9.5-9.5m2-2L18 6M8 4.5v3M6.5 6h3M18.5 13v3M17 14.5h3M13 3.5v2M12 4.5h2';
